/** Asks the hub for a snapshot every second, over its own WebSocket, with a ticket from the monitor. */

const PAUSE = 1000;
const LONGEST = 15000;
const HERE = location.origin + location.pathname; // without a password that may be in the address

export function follow(show, say) {
  let wait = PAUSE;
  let asked = 0;

  async function connect() {
    say('connecting', false);
    let ticket;
    try {
      const answer = await fetch(new URL('dashboard/ticket', HERE), { cache: 'no-store' });
      if (!answer.ok) {
        throw new Error(`status ${answer.status}`);
      }
      ticket = await answer.json();
    } catch (failure) {
      again(`no ticket: ${failure.message}`);
      return;
    }
    const url = new URL(ticket.socket, HERE);
    url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
    url.searchParams.set('monitor', ticket.ticket);
    const socket = new WebSocket(url);
    let timer;
    const ask = () => {
      if (!document.hidden && socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify({ type: 'hub.metrics', id: String(++asked) }));
      }
    };
    socket.onopen = () => {
      wait = PAUSE;
      say('live', true);
      ask();
      timer = setInterval(ask, PAUSE);
    };
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.type === 'hub.reply' && message.data) {
        show(message.data);
      } else if (message.type === 'hub.reply' && message.error) {
        say(message.error.message, false);
      }
    };
    socket.onclose = (event) => {
      clearInterval(timer);
      again(`closed with ${event.code}`);
    };
  }

  function again(why) {
    say(why, false);
    setTimeout(connect, wait * (0.5 + Math.random() / 2));
    wait = Math.min(LONGEST, wait * 2);
  }

  connect();
}
