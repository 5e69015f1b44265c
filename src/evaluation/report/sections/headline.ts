import type { Estimate } from '../../metrics/bootstrap.js';
import { type Block, comparison, heading, table, text } from '../document.js';
import { count, hours, numberWithin, percentWithin } from '../format.js';
import type { HeadlineFigures } from './headline-figures.js';

/** The headline in a sentence and tables, with what has to be known before its figures are read. */
export function headlineSection(figures: HeadlineFigures): Block[] {
  const { scams, ordinary, ordinaryMs, detectors, alerts } = figures;
  return [
    text(
      `${calls(scams, 'scam')}, ${calls(ordinary, 'ordinary call')} (${hours(ordinaryMs)}). Intervals of 95 % stand in brackets or below their figures. Recall at 1 % is the share of scams found when at most 1 % of the ordinary calls are called one.`,
    ),
    ...warnings(figures),
    comparison(
      ['detector', 'recall at 1 % false positives', 'at 0.1 %', 'average precision', 'area under ROC'],
      detectors.map((row) => [
        row.detector,
        percentWithin(row.recallAt1Percent),
        percentWithin(row.recallAt01Percent),
        numberWithin(row.averagePrecision, 3),
        numberWithin(row.areaUnderRoc, 3),
      ]),
    ),
    ...realSection(figures),
    heading(3, 'Alerts at the thresholds in use'),
    text(
      'What a person would have been told. Real calls are neither made up nor chosen to be hard. Precision is the share of alerts that are right in this mix of calls; on a line, where scams are rarer, it is lower.',
    ),
    table(
      [
        'alert',
        'scams alerted',
        'ordinary calls alerted',
        'share of ordinary calls',
        'false alerts per 100 h',
        'per 100 h of real calls',
        'precision in this set',
      ],
      alerts.map((row) => [
        row.level,
        percentWithin(row.found),
        count(row.falseCalls),
        percentWithin(row.falseCallShare),
        numberWithin(row.falsePer100h, 1),
        numberWithin(row.falsePer100hReal, 1),
        percentWithin(row.precision),
      ]),
    ),
  ];
}

/** A set may hold far more hard calls than a line ever will: what its scams are worth beside plain talk is told apart. */
function realSection({ detectors, real }: HeadlineFigures): Block[] {
  const rows = detectors.flatMap(({ detector, ofReal }) => (ofReal ? [{ detector, ...ofReal }] : []));
  if (rows.length === 0) return [];
  return [
    text(
      `The same scams, beside the ${calls(real, 'ordinary call')} that ${real === 1 ? 'is' : 'are'} neither made up nor chosen to be hard:`,
    ),
    ...tooFew(real, 'real ordinary call').map(text),
    comparison(
      ['detector', 'recall at 1 % of real ordinary calls', 'at 0.1 %'],
      rows.map((row) => [
        row.detector,
        percentWithin(row.recallAt1Percent),
        percentWithin(row.recallAt01Percent),
      ]),
    ),
  ];
}

/** Too few calls make figures look better than they are: said before the figures are read. */
function warnings({ scams, ordinary, detectors, alerts }: HeadlineFigures): Block[] {
  const said: string[] = [];
  if (scams === 0)
    said.push('There is no scam among these calls: recall, precision and curves cannot be told.');
  if (ordinary === 0) said.push('There is no ordinary call among these: false alarms cannot be told.');
  if (ordinary > 0 && scams > 0) said.push(...tooFew(ordinary, 'ordinary call'));
  const product = detectors[0];
  if (product?.recallAt1Percent.value === 1 && scams > 0)
    said.push(
      `A perfect score on ${calls(scams, 'scam')}: all that it proves is a recall of at least ${percentLow(product.recallAt1Percent)}.`,
    );
  const any = alerts[0];
  if (any && any.falseCalls === 0 && ordinary > 0)
    said.push(
      `No ordinary call was alerted; in so few hours that only proves at most ${any.falsePer100h.high.toFixed(1)} false alerts per 100 h.`,
    );
  return said.map(text);
}

/** Rates that so many calls cannot tell. */
function tooFew(many: number, what: string): string[] {
  const rates = [
    ['1 %', 100],
    ['0.1 %', 1000],
  ] as const;
  return rates.flatMap(([rate, least]) =>
    many < least
      ? `${calls(many, what)} ${many === 1 ? 'is' : 'are'} too few for ${rate}: that column allows no false positive at all.`
      : [],
  );
}

function percentLow({ low }: Estimate): string {
  return `${(low * 100).toFixed(1)} %`;
}

function calls(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
