import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { CallwardenError } from '../../errors.js';
import { composeReport } from './compose.js';
import { toHtml } from './html.js';
import { toMarkdown } from './markdown.js';
import { EvaluationReport } from './record.js';

const schema = Compile(EvaluationReport);

export interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
  readonly json: string;
}

/** Draws a report and writes report.html, report.md and report.json into a folder. The same record gives the same bytes. */
export async function writeReport(folder: string, report: EvaluationReport): Promise<WrittenReport> {
  const { title, blocks, figures } = composeReport(report);
  const { version, run, calibration, problems, remarks, calls } = report;
  await mkdir(folder, { recursive: true });
  const written = {
    html: join(folder, 'report.html'),
    markdown: join(folder, 'report.md'),
    json: join(folder, 'report.json'),
  };
  await writeFile(written.html, toHtml(title, blocks));
  await writeFile(written.markdown, toMarkdown(title, blocks));
  // The figures come first for who reads it by eye; they are computed again whenever it is drawn.
  await writeFile(
    written.json,
    `${JSON.stringify({ version, figures, run, calibration, problems, remarks, calls })}\n`,
  );
  return written;
}

/**
 * Reads a report.json.
 * @throws CallwardenError CW_REPORT_INVALID, CW_FILE_MISSING
 */
export async function readReport(file: string): Promise<EvaluationReport> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CallwardenError('CW_FILE_MISSING', `The report ${file} cannot be read: ${cause.message}.`, {
      cause,
    });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new CallwardenError('CW_REPORT_INVALID', `${file} is not JSON.`, { cause });
  }
  if (schema.Check(value)) return value;
  const [first] = schema.Errors(value);
  throw new CallwardenError(
    'CW_REPORT_INVALID',
    `${file}: ${first?.instancePath || '/'} ${first?.message ?? 'is wrong'}.`,
  );
}
