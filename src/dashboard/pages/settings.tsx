import { api } from '../api/api.js';
import { Choice } from '../parts/choice.js';
import { Heading } from '../parts/heading.js';
import { Icon } from '../parts/icons.js';
import { Loading, useLoaded } from '../parts/loading.js';
import { attempt } from '../parts/toast.js';
import { askForNotices, noticePermission } from '../state/attention.js';
import { LANGUAGES, language, sound, theme, words } from '../state/preferences.js';
import { session, signOut } from '../state/session.js';
import { alarm } from '../state/sound.js';

/** What is chosen for this screen, and the configuration of the service to read. */
export function SettingsPage() {
  const loaded = useLoaded(api.settings);
  const w = words.value.settings;
  return (
    <>
      <Heading>{w.title}</Heading>
      <section class="card" aria-labelledby="here-heading">
        <h2 id="here-heading">{w.here}</h2>
        <p class="soft">{w.hereSays}</p>
        <div class="choices">
          <Choice
            label={w.language}
            options={LANGUAGES}
            value={language.value}
            onChoose={(chosen) => {
              language.value = chosen;
            }}
          />
          <Choice
            label={w.theme}
            options={w.themes}
            value={theme.value}
            onChoose={(chosen) => {
              theme.value = chosen;
            }}
          />
          <Choice
            label={w.sound}
            options={{ on: w.on, off: w.off }}
            value={sound.value ? 'on' : 'off'}
            onChoose={(chosen) => {
              sound.value = chosen === 'on';
            }}
          />
        </div>
        <div class="buttons">
          <button type="button" class="button" onClick={alarm}>
            <Icon name="soundOn" />
            {w.soundTest}
          </button>
        </div>
        <Notices />
        <Account />
      </section>
      <section class="card" aria-labelledby="service-heading">
        <h2 id="service-heading">{w.service}</h2>
        <p class="soft">{w.serviceSays}</p>
        <Loading of={loaded}>
          {({ file, yaml }) => (
            <>
              <p>{file === null ? w.noFile : w.file(file)}</p>
              {/* A part that scrolls has to take the keyboard. */}
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as said above */}
              <section class="yaml" tabIndex={0} aria-label="YAML">
                <pre lang="en">{yaml}</pre>
              </section>
            </>
          )}
        </Loading>
      </section>
    </>
  );
}

function Notices() {
  const w = words.value.settings;
  const says = { granted: w.noticesOn, denied: w.noticesOff, none: w.noticesNone, default: '' };
  const permission = noticePermission.value;
  return (
    <div class="setting">
      <h3>{w.notices}</h3>
      {permission === 'default' ? (
        <button type="button" class="button" onClick={askForNotices}>
          <Icon name="bell" />
          {w.noticesAsk}
        </button>
      ) : (
        <p class="soft">{says[permission]}</p>
      )}
    </div>
  );
}

function Account() {
  const w = words.value.settings;
  const { role, tokenNeeded } = session.value ?? { role: null, tokenNeeded: false };
  if (!tokenNeeded || role === null) return null;
  return (
    <div class="setting">
      <p>{w.signedIn[role]}</p>
      <button type="button" class="button" onClick={() => attempt(signOut)}>
        {w.signOut}
      </button>
    </div>
  );
}
