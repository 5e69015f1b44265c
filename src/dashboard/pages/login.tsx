import { useSignal } from '@preact/signals';
import { RequestFailed } from '../api/request.js';
import { failureWords } from '../model/failure-words.js';
import { Heading } from '../parts/heading.js';
import { words } from '../state/preferences.js';
import { expired, signIn } from '../state/session.js';

/** Asks for the token. */
export function LoginPage() {
  const w = words.value.login;
  const failure = useSignal('');
  const busy = useSignal(false);
  const shown = useSignal(false);
  const enter = async (token: string) => {
    busy.value = true;
    failure.value = '';
    try {
      await signIn(token);
    } catch (thrown) {
      if (!(thrown instanceof RequestFailed)) throw thrown;
      failure.value = thrown.status === 401 ? w.wrong : failureWords(thrown, words.value);
    }
    busy.value = false;
  };
  return (
    <div class="login">
      <Heading>{w.title}</Heading>
      {expired.value && (
        <p class="notice" role="alert">
          {w.expired}
        </p>
      )}
      <p class="soft">{w.says}</p>
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          const token = new FormData(event.currentTarget).get('token');
          if (typeof token === 'string') void enter(token.trim());
        }}
      >
        <label class="field">
          {w.token}
          <input
            name="token"
            {...(shown.value ? { type: 'text' as const } : { type: 'password' as const })}
            required
            maxLength={500}
            autoComplete="current-password"
            autoCapitalize="off"
            spellcheck={false}
            aria-invalid={failure.value !== ''}
            aria-describedby="login-failure"
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={shown.value}
            onChange={() => {
              shown.value = !shown.value;
            }}
          />
          {w.show}
        </label>
        <p id="login-failure" class="danger-text" role="alert">
          {failure.value}
        </p>
        <button type="submit" class="button strong" disabled={busy.value}>
          {w.enter}
        </button>
      </form>
    </div>
  );
}
