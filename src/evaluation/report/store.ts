import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/compile';
import { unwritable } from '../../errors/unwritable.js';
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

/**
 * Makes the folder that a report goes to: to be asked before a run, which would be lost.
 * @throws CallwardenError CW_FOLDER_UNWRITABLE
 */
export async function openFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .catch(unwritable(folder));
}

/**
 * Draws a report and writes report.html, report.md and report.json into a folder. The same record gives the same bytes.
 * @throws CallwardenError CW_FOLDER_UNWRITABLE
 */
export async function writeReport(folder: string, report: EvaluationReport): Promise<WrittenReport> {
  const { title, blocks, figures } = composeReport(report);
  const { version, run, calibration, problems, remarks, calls } = report;
  await openFolder(folder);
  const written = {
    html: join(folder, 'report.html'),
    markdown: join(folder, 'report.md'),
    json: join(folder, 'report.json'),
  };
  const write = (file: string, text: string) => writeFile(file, text).catch(unwritable(file));
  await write(written.html, toHtml(title, blocks));
  await write(written.markdown, toMarkdown(title, blocks));
  // The figures come first for who reads it by eye; they are computed again whenever it is drawn.
  await write(
    written.json,
    `${JSON.stringify({ version, figures, run, calibration, problems, remarks, calls })}\n`,
  );
  return written;
}

/**
 * Reads a report.json.
 * @throws CallwardenError CW_REPORT_INVALID, CW_FILE_MISSING, CW_FILE_NOT_REGULAR
 */
export async function readReport(file: string): Promise<EvaluationReport> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const code = cause.code === 'EISDIR' ? 'CW_FILE_NOT_REGULAR' : 'CW_FILE_MISSING';
    throw new CallwardenError(code, `The report ${file} cannot be read: ${cause.message}.`, { cause });
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
