/** The page outside of a quiz: the door for players and the door for hosts. */

import { byId, calm, text } from './dom.js';
import { creature } from './figures.js';
import { refusal } from './words.js';

const lettersOf = (value) => value.toUpperCase().replace(/[^A-Z]/g, '').slice(0, 4);

/** @param {{ join(quiz, name): Promise, host(): Promise }} actions they reject with what was refused */
export function landing(actions) {
  const form = byId('join-form');
  const code = byId('code');
  const name = byId('nickname');
  const error = byId('join-error');
  const tiles = [...byId('code-tiles').children];

  function paintCode() {
    const letters = lettersOf(code.value);
    if (code.value !== letters) code.value = letters;
    tiles.forEach((tile, index) => {
      text(tile, letters[index] ?? '');
      tile.classList.toggle('filled', index < letters.length);
      tile.classList.toggle('next', index === Math.min(letters.length, 3));
    });
  }

  function complain(field, words) {
    text(error, words);
    for (const each of [code, name]) each.setAttribute('aria-invalid', each === field);
    field?.focus();
  }

  async function during(button, action) {
    if (button.getAttribute('aria-busy') === 'true') return;
    complain(null, '');
    button.setAttribute('aria-busy', 'true');
    try {
      await action();
    } catch (refused) {
      complain({ no_such_quiz: code, bad_name: name, name_taken: name }[refused.code], refusal(refused));
    } finally {
      button.removeAttribute('aria-busy');
    }
  }

  code.addEventListener('input', () => {
    paintCode();
    if (code.value.length === 4 && !name.value) name.focus();
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const nickname = name.value.trim();
    if (code.value.length < 4) complain(code, 'The code on the big screen has four letters.');
    else if (!nickname) complain(name, 'What should we call you?');
    else during(form.querySelector('button'), () => actions.join(code.value, nickname));
  });
  byId('host').addEventListener('click', (event) => during(event.currentTarget, actions.host));

  byId('crowd').append(...['p0', 'p7', 'p2', 'p3', 'p10', 'p5'].map((user, index) => creature(user, index % 3 === 1 ? 'glad' : 'awake')));

  return {
    /** @param {{ quiz?: string, name?: string, because?: Error }} known what to fill in, and why we are here (again) */
    open({ quiz, name: nickname, because }) {
      if (quiz) code.value = quiz;
      if (nickname) name.value = nickname;
      paintCode();
      complain(null, because ? refusal(because) : '');
      if (matchMedia('(hover: hover)').matches) (code.value ? name : code).focus({ preventScroll: calm() });
    },
  };
}
