import type { Tiles } from '../document.js';
import { numberWithin, percentWithin } from '../format.js';
import type { HeadlineFigures } from './headline-figures.js';

/** The figures for those who read no further. */
export function headlineTiles({ scams, ordinary, alerts, detectors }: HeadlineFigures): Tiles {
  const [any, sure] = alerts;
  const [product] = detectors;
  const tile = (label: string, shown: string, note: string) => {
    const [figure = shown, interval] = shown.split(/ \((.*)\)$/);
    return { label, figure, note: interval ? `${interval}; ${note}` : note };
  };
  return {
    kind: 'tiles',
    tiles: [
      ...(any && scams > 0 ? [tile('scams alerted', percentWithin(any.found), `of ${scams}`)] : []),
      ...(sure && scams > 0 ? [tile('alerted as `scam`', percentWithin(sure.found), `of ${scams}`)] : []),
      ...(product && scams > 0 && ordinary > 0
        ? [tile('recall at 1 % false positives', percentWithin(product.recallAt1Percent), 'best threshold')]
        : []),
      ...(any && ordinary > 0
        ? [
            tile(
              'false alerts per 100 h',
              numberWithin(any.falsePer100h, 1),
              `${any.falseCalls} of ${ordinary} calls`,
            ),
          ]
        : []),
      ...(any && Number.isFinite(any.falsePer100hReal.value)
        ? [
            tile(
              'false alerts per 100 h of real calls',
              numberWithin(any.falsePer100hReal, 1),
              'not chosen to be hard',
            ),
          ]
        : []),
    ],
  };
}
