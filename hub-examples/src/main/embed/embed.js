import { HubClient } from './shardhub/hub-client.js'; // comes with hub-jsr356.jar

const byId = (id) => document.getElementById(id);
const hub = new HubClient('ws', { params: { user: 'guest' } });

hub.onState((state) => { byId('state').textContent = state; });
hub.on('SAID', (words) => {
  const line = document.createElement('li');
  line.textContent = words;
  byId('said').append(line);
});
byId('say').addEventListener('submit', (event) => {
  event.preventDefault();
  if (hub.send('SAY', byId('words').value)) byId('words').value = '';
});
hub.connect();
