import { CallwardenError } from '../../errors.js';
import { listSamples } from '../samples/sample-files.js';
import { Played, SampleList, SampleParams } from '../schemas/routes.js';
import type { Service } from '../service.js';
import type { Api } from '../type-provider.js';

const tags = ['samples'];

/** Sample calls, played through the live road. */
export function sampleRoutes(app: Api, service: Service): void {
  let listed: Promise<SampleList['samples']> | undefined;

  app.get(
    '/samples',
    { config: { needs: 'viewer' }, schema: { tags, summary: 'Sample calls', response: { 200: SampleList } } },
    async () => {
      listed ??= listSamples();
      return { samples: await listed };
    },
  );

  app.post(
    '/samples/:sample/play',
    {
      config: { needs: 'operator' },
      schema: {
        tags,
        summary: 'Play a sample call through the live road',
        params: SampleParams,
        response: { 200: Played },
      },
    },
    async ({ params }) => {
      if (!service.engines)
        throw new CallwardenError('CW_API_NOT_READY', 'The models are still being loaded.');
      return { callId: await service.samples.play(params.sample) };
    },
  );
}
