import { useSignal } from '@preact/signals';
import { clockTime } from '../../cli/terminal/time.js';
import type { SampleList } from '../../server/schemas/routes.js';
import { api } from '../api/api.js';
import { callPath } from '../model/route.js';
import { words } from '../state/preferences.js';
import { navigate } from '../state/router.js';
import { mayOperate } from '../state/session.js';
import { sampleTitle } from '../state/terms.js';
import { Icon } from './icons.js';
import { Loading, useLoaded } from './loading.js';
import { Say } from './say.js';
import { attempt } from './toast.js';

type Sample = SampleList['samples'][number];

const SHOWN_FIRST = 4;

/** Sample calls, to see what Callwarden does without waiting for a real one. */
export function Samples() {
  const loaded = useLoaded(api.samples);
  const all = useSignal(false);
  const starting = useSignal<string | undefined>(undefined);
  const w = words.value.samples;
  const play = async (sample: string) => {
    starting.value = sample;
    await attempt(async () => navigate(callPath((await api.play(sample)).callId)));
    starting.value = undefined;
  };
  return (
    <section class="samples" aria-labelledby="samples-heading">
      <h2 id="samples-heading">{w.title}</h2>
      <p class="soft lead">{w.says}</p>
      {!mayOperate.value && <p class="soft">{w.operatorOnly}</p>}
      <Loading of={loaded}>
        {({ samples }) => {
          const mixed = scamAndOrdinary(samples);
          return (
            <>
              <ul class="sample-list">
                {mixed.slice(0, all.value ? undefined : SHOWN_FIRST).map((sample) => (
                  <li key={sample.sample} class="card sample">
                    <div>
                      <p class="sample-title">
                        <Say said={sampleTitle(sample.sample, sample.title)} />
                      </p>
                      <p class="soft sample-kind">
                        {isScam(sample) ? w.scam : w.legitimate} · {clockTime(sample.durationMs)}
                      </p>
                    </div>
                    <button
                      type="button"
                      class="button"
                      aria-label={w.playLabel(sampleTitle(sample.sample, sample.title).text)}
                      disabled={!mayOperate.value || starting.value !== undefined}
                      onClick={() => play(sample.sample)}
                    >
                      <Icon name="play" />
                      {starting.value === sample.sample ? w.playing : w.play}
                    </button>
                  </li>
                ))}
              </ul>
              {!all.value && samples.length > SHOWN_FIRST && (
                <button type="button" class="button plain" onClick={() => (all.value = true)}>
                  {w.all(samples.length)}
                </button>
              )}
            </>
          );
        }}
      </Loading>
    </section>
  );
}

function isScam({ label }: Sample): boolean {
  return label === 'scam';
}

/** One of each kind in turn, so that the first few show both. */
function scamAndOrdinary(samples: readonly Sample[]): Sample[] {
  const scams = samples.filter(isScam);
  const ordinary = samples.filter((sample) => !isScam(sample));
  const longest = Math.max(scams.length, ordinary.length);
  return Array.from({ length: longest }, (_, i) => [scams[i], ordinary[i]])
    .flat()
    .filter((sample) => sample !== undefined);
}
