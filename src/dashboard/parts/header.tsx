import { service } from '../state/overview.js';
import { LANGUAGES, type Language, language, sound, THEMES, theme, words } from '../state/preferences.js';
import { route } from '../state/router.js';
import { mayOperate } from '../state/session.js';
import { Icon, Mark } from './icons.js';

const PLACES = [
  { page: 'live', path: '/' },
  { page: 'history', path: '/history' },
  { page: 'health', path: '/health' },
  { page: 'settings', path: '/settings' },
  { page: 'audit', path: '/audit' },
] as const;

/** The name, the places, and what one may want in a hurry: sound, colours, language. */
export function Header({ signedIn }: { readonly signedIn: boolean }) {
  const w = words.value;
  return (
    <header class="top">
      <div class="top-inner">
        <a class="brand" href="/">
          <Mark />
          Callwarden
        </a>
        {signedIn && <Places />}
        <div class="tools">
          {signedIn && (
            <button
              type="button"
              class="tool"
              aria-pressed={sound.value}
              title={sound.value ? w.tools.soundOn : w.tools.soundOff}
              aria-label={w.settings.sound}
              onClick={() => {
                sound.value = !sound.value;
              }}
            >
              <Icon name={sound.value ? 'soundOn' : 'soundOff'} />
            </button>
          )}
          <button
            type="button"
            class="tool"
            title={w.tools.theme(w.settings.themes[theme.value])}
            aria-label={w.tools.theme(w.settings.themes[theme.value])}
            onClick={() => {
              theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
            }}
          >
            <Icon name={theme.value} />
          </button>
          <select
            class="tool language"
            aria-label={w.tools.language}
            value={language.value}
            onChange={({ currentTarget }) => {
              const chosen = Object.keys(LANGUAGES).find(
                (name): name is Language => name === currentTarget.value,
              );
              if (chosen) language.value = chosen;
            }}
          >
            {Object.entries(LANGUAGES).map(([name, title]) => (
              <option key={name} value={name} lang={name}>
                {title}
              </option>
            ))}
          </select>
        </div>
      </div>
    </header>
  );
}

function Places() {
  const w = words.value;
  const here = route.value.page === 'call' ? 'live' : route.value.page;
  const ill = service.value?.state === 'degraded';
  return (
    <nav class="places" aria-label={w.nav.label}>
      {PLACES.filter(({ page }) => page !== 'audit' || mayOperate.value).map(({ page, path }) => (
        <a key={page} href={path} aria-current={page === here ? 'page' : undefined}>
          <Icon name={page} />
          {w.nav[page]}
          {page === 'health' && ill && (
            <span class="ill" title={w.banner.degraded}>
              !
            </span>
          )}
        </a>
      ))}
    </nav>
  );
}
