import type { Config } from '../../config/schema.js';
import type { AlertSink } from './alert-sink.js';
import { PbxActionsSink } from './pbx-actions-sink.js';

/** All sinks that the configuration has, and what the lines themselves do at an alert. */
export async function openSinks({ alerts: _ }: Pick<Config, 'alerts' | 'network'>): Promise<AlertSink[]> {
  return [new PbxActionsSink()];
}
