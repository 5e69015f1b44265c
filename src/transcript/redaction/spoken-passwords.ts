import type { Conversation } from './conversation.js';
import { DIGIT_WORDS, FILLERS, HESITATIONS } from './number-words.js';
import { hide, type PlacedRedaction } from './places.js';
import type { Token } from './tokens.js';

const PASSWORD = /^(?:passwords?|passphrase|passcode)$/;
/** Cues after which letters and digits in a row are a secret being spelled. */
const SPELLED_CUE = /^(?:passwords?|passphrase|passcode|code|codes|pin|login|username)$/;
const ASKING = /^(?:what|what's|whats|tell|give|read|spell|need|your|confirm|enter|type)$/;
const SPELL_REACH = 20;
const FEWEST_SPELLED = 3;
/** An answer longer than this is a sentence, not a password. */
const LONGEST_ANSWER = 5;
/** After "password is": what is said about a password, not the password itself. */
const ABOUT = new Set(
  (
    'not no wrong correct incorrect expired expiring for to the a an my your our his her that this what being ' +
    'going in on with changed reset protected safe secure very too so never something required needed same it ' +
    'i we you they he she there one always also still now just only about and or but if when where how why well ' +
    'can could will would should do did does done have has had been be was were weak strong stored private ' +
    'working gone invalid compromised important of at by from up out all any please sorry'
  ).split(' '),
);

/** Passwords: said after "password is", spelled out, or given as the short answer to being asked for one. */
export function spokenPasswords(conversation: Conversation): PlacedRedaction[] {
  return conversation.runs.flatMap((tokens, i) => [
    ...statedIn(tokens),
    ...spelledIn(conversation, tokens),
    ...answerIn(tokens, conversation.runs[i - 1] ?? []),
  ]);
}

/** "my password is sunshine forty two". */
function statedIn(tokens: readonly Token[]): PlacedRedaction[] {
  return tokens.flatMap((token, at) => {
    if (!PASSWORD.test(token.text)) return [];
    const verb = tokens[at + 1];
    if (verb === undefined || !(/^(?:is|was|equals)$/.test(verb.text) || verb.text === ':')) return [];
    const rest = tokens.slice(at + 2).filter((t) => !HESITATIONS.has(t.text));
    const stop = rest.findIndex((t, i) => i >= 4 || t.kind === 'pause' || ABOUT.has(t.text));
    return hide('password', stop < 0 ? rest : rest.slice(0, stop));
  });
}

/** "s u n s h one n e" after a cue. */
function spelledIn(conversation: Conversation, tokens: readonly Token[]): PlacedRedaction[] {
  const found: PlacedRedaction[] = [];
  let run: Token[] = [];
  for (const token of [...tokens, undefined]) {
    if (token !== undefined && isSpelled(token)) {
      run.push(token);
      continue;
    }
    if (token !== undefined && (token.kind === 'pause' || HESITATIONS.has(token.text))) continue;
    const [first] = run;
    const letters = run.filter((t) => /^\p{L}$/u.test(t.text)).length;
    if (first !== undefined && run.length >= FEWEST_SPELLED && letters > 0) {
      if (conversation.wordsBefore(first, SPELL_REACH).some((word) => SPELLED_CUE.test(word))) {
        found.push(...hide('password', run));
      }
    }
    run = [];
  }
  return found;
}

function isSpelled(token: Token): boolean {
  return token.kind === 'digits' || /^\p{L}$/u.test(token.text) || DIGIT_WORDS.has(token.text);
}

/** Asked "what is your password", the other party answers "sunshine forty two". */
function answerIn(tokens: readonly Token[], asker: readonly Token[]): PlacedRedaction[] {
  const asked = asker.map((token) => token.text);
  if (!asked.some((word) => PASSWORD.test(word)) || !asked.some((word) => ASKING.test(word))) return [];
  const answer = tokens.filter((t) => t.kind !== 'pause' && !HESITATIONS.has(t.text) && !FILLERS.has(t.text));
  const plain = answer.length <= LONGEST_ANSWER && answer.every((t) => !ABOUT.has(t.text));
  return plain ? hide('password', answer) : [];
}
