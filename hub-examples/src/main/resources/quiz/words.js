/** What people read when the server refuses, or the connection ends. */

const REFUSALS = {
  no_such_quiz: 'There is no quiz with this code. It may be over.',
  bad_name: 'Please choose a nickname of 1 to 20 visible characters.',
  name_taken: 'Somebody in this quiz already has that nickname.',
  bad_data: 'The server did not understand that. Please reload the page.',
  quiz_full: 'This quiz is full.',
  too_many_quizzes: 'The server has no room for another quiz right now. Try again in a while.',
  no_players: 'Nobody has joined yet.',
  forbidden: 'Only the host can do that.',
  not_joined: 'You are not in this quiz any more. Please reload the page.',
  too_late: 'Too late, this question is closed.',
  disconnected: 'There is no connection right now. Please try again in a moment.',
  away: 'The host has no connection right now. Please try again in a moment.',
  timeout: 'The server did not answer. Please try again.',
};

export const refusal = ({ code, message }) => REFUSALS[code] ?? `That did not work (${message}).`;

const ENDINGS = {
  4403: 'The server does not let you in.',
  4409: 'You went on in another tab or window.',
};

export const ending = ({ code, reason }) => ENDINGS[code] ?? `The server has closed the connection${reason ? `: ${reason}` : ''}.`;
