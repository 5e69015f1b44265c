import { connection, reconnect, service } from '../state/overview.js';
import { sound, words } from '../state/preferences.js';
import { route } from '../state/router.js';
import { unlocked } from '../state/sound.js';
import { causeSaid } from '../state/terms.js';
import { Icon } from './icons.js';
import { Say } from './say.js';

/** What stands between a person and a warning: no connection, a service that is half working, no sound. */
export function Banners() {
  const w = words.value.banner;
  const cause = service.value?.causes[0];
  const lost = connection.value === 'lost';
  return (
    <div class="banners">
      <LostBanner says={w.lost} />
      {!lost && cause && route.value.page !== 'health' && (
        <div class="banner degraded">
          <Icon name="health" />
          <p>
            <strong>{w.degraded}</strong> <Say said={causeSaid(cause)} />
          </p>
          <a class="button" href="/health">
            {w.see}
          </a>
        </div>
      )}
      {!lost && <SoundBanner />}
    </div>
  );
}

/** No connection; also before anything else is known. */
export function LostBanner({ says }: { readonly says: string }) {
  const w = words.value.banner;
  return (
    <div role="alert">
      {connection.value === 'lost' && (
        <div class="banner lost">
          <Icon name="offline" />
          <p>
            <strong>{says}</strong> {w.retrying}
          </p>
          <button type="button" class="button" onClick={reconnect}>
            {w.retry}
          </button>
        </div>
      )}
    </div>
  );
}

function SoundBanner() {
  const w = words.value;
  if (!sound.value) {
    return (
      <div class="banner quiet">
        <Icon name="soundOff" />
        <p>{w.banner.soundOff}</p>
        <button
          type="button"
          class="button"
          onClick={() => {
            sound.value = true;
          }}
        >
          {w.banner.turnOn}
        </button>
      </div>
    );
  }
  if (unlocked.value) return null;
  return (
    <div class="banner quiet">
      <Icon name="bell" />
      <p>{w.banner.soundLocked}</p>
    </div>
  );
}
