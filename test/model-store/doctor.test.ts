import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkCalibration } from '../../src/cli/doctor/calibration.js';
import { examine, type Finding, verdict } from '../../src/cli/doctor/finding.js';
import { checkCores, checkMemory, checkNode, checkProcessor } from '../../src/cli/doctor/machine.js';
import { checkModels } from '../../src/cli/doctor/models.js';
import { runs } from '../../src/cli/doctor/packages.js';
import { checkDataFolder, checkPorts } from '../../src/cli/doctor/places.js';
import { checkPrograms } from '../../src/cli/doctor/programs.js';
import { report } from '../../src/cli/doctor.js';
import { defaultConfig } from '../../src/config/load.js';
import { modelFolders } from '../../src/models/folders.js';
import { noise, scratch, scratchFolders, writeModel } from './helpers.js';

const never = new AbortController().signal;

describe('the machine', () => {
  test.each([
    ['v20.19.0', 'ok'],
    ['v20.18.9', 'fail'],
    ['v22.0.0', 'ok'],
    ['v18.20.0', 'fail'],
  ])('Node %s is %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });

  test.each([
    ['flags\t\t: fpu sse2 avx avx2 fma', 'x86-64', 'ok'],
    ['flags\t\t: fpu sse2 avx', 'x86-64', 'warn'],
    [undefined, 'x86-64', 'ok'],
    ['Features : fp asimd', 'arm64', 'ok'],
  ] as const)('a processor with "%s" (%s) is %s', (cpuinfo, architecture, status) => {
    expect(checkProcessor(cpuinfo, architecture).status).toBe(status);
  });

  test('cores and memory that are in use do not count', () => {
    expect(checkCores(2, 0.3).status).toBe('ok');
    expect(checkCores(2, 1.9)).toMatchObject({ status: 'warn', detail: expect.stringContaining('0.1 free') });
    expect([4e9, 7e8, 1e8].map((bytes) => checkMemory(bytes).status)).toEqual(['ok', 'warn', 'fail']);
  });
});

describe('native packages', () => {
  test('one that ends its process is a sentence, not the end of the doctor', async () => {
    expect(await runs('process.kill(process.pid, "SIGILL")', never)).toEqual({ fault: 'ended by SIGILL' });
    expect(await runs('process.exit(255)', never)).toEqual({ fault: 'exit status 255' });
    const absent = await runs('await import("no-such-package-anywhere")', never);
    expect(absent).toMatchObject({ fault: expect.stringContaining('no-such-package-anywhere') });
    expect(await runs('console.log("1.2.3")', never)).toEqual({ version: '1.2.3' });
  });
});

describe('models', () => {
  const folders = async () => ({ ...modelFolders(), user: await scratch() });

  test('a missing judge is a warning, a missing ear a failure; each with its command', async () => {
    const config = defaultConfig();
    const findings = await checkModels(
      {
        transcription: { ...config.transcription, model: 'whisper-base.en' },
        detection: { ...config.detection, judge: 'qwen2.5-0.5b-instruct' },
      },
      await folders(),
      never,
    );
    const byId = new Map(findings.map((finding) => [finding.id, finding]));
    expect(byId.get('model-vad')?.status).toBe('ok');
    expect(byId.get('model-ear')).toMatchObject({
      status: 'fail',
      advice: expect.stringContaining('`callwarden models pull whisper-base.en`'),
    });
    expect(byId.get('model-judge')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('gate alone'),
      advice: expect.stringContaining('`callwarden models pull qwen2.5-0.5b-instruct`'),
    });
  });

  test('a configuration without a judge is no fault', async () => {
    const { transcription, detection } = defaultConfig();
    const findings = await checkModels(
      { transcription, detection: { ...detection, judge: null } },
      await folders(),
      never,
    );
    expect(findings.find(({ id }) => id === 'model-judge')?.status).toBe('ok');
  });

  test('a damaged judge is a failure: somebody counts on it', async () => {
    const here = await scratchFolders();
    await writeModel(
      here.user,
      { name: 'a-judge', kind: 'judge', engine: 'node-llama-cpp' },
      { 'a.gguf': noise(10) },
    );
    await writeFile(join(here.user, 'a-judge/a.gguf'), noise(10, 2));
    const { transcription, detection } = defaultConfig();
    const findings = await checkModels(
      { transcription, detection: { ...detection, judge: 'a-judge' } },
      here,
      never,
    );
    expect(findings.find(({ id }) => id === 'model-judge')).toMatchObject({
      status: 'fail',
      detail: expect.stringContaining('CW_MODEL_CORRUPT'),
    });
  });
});

describe('thresholds', () => {
  const folders = async () => ({ ...modelFolders(), user: await scratch() });
  const withCalibration = async (models: Record<string, string | null>) => {
    const { detection, transcription } = defaultConfig();
    const shipped = JSON.parse(await readFile(join(modelFolders().shipped, 'calibration-en.json'), 'utf8'));
    const provenance = { ...shipped.provenance, models: { ...shipped.provenance.models, ...models } };
    const file = join(await scratch(), 'calibration.json');
    await writeFile(file, JSON.stringify({ ...shipped, provenance }));
    return { transcription, detection: { ...detection, calibration: file } };
  };

  test('those that ship fit; another ear is only a note', async () => {
    expect(await checkCalibration(defaultConfig(), await folders())).toMatchObject({ status: 'ok' });
    expect(await checkCalibration(await withCalibration({ ear: 'another' }), await folders())).toMatchObject({
      status: 'ok',
      detail: expect.stringContaining('another ear'),
    });
  });

  test('another gate or judge is a warning with its remedy', async () => {
    for (const kind of ['gate', 'judge']) {
      const config = await withCalibration({ [kind]: 'another' });
      expect(await checkCalibration(config, await folders())).toMatchObject({
        status: 'warn',
        detail: `The thresholds were fitted to another ${kind} than the one in use, so alerts may come too often or too late`,
        advice: expect.stringContaining('--calibrate'),
      });
    }
  });

  test('a damaged file fails', async () => {
    const { transcription, detection } = defaultConfig();
    const config = { transcription, detection: { ...detection, calibration: '/nowhere/calibration.json' } };
    expect(await checkCalibration(config, await folders())).toMatchObject({ status: 'fail' });
  });
});

describe('places and programs', () => {
  test('a folder that can be made, and one that cannot', async () => {
    const dir = await scratch();
    expect((await checkDataFolder(join(dir, 'deep/models'))).status).not.toBe('fail');
    await writeFile(join(dir, 'file'), '');
    expect(await checkDataFolder(join(dir, 'file/models'))).toMatchObject({
      status: 'warn',
      advice: expect.stringContaining('CALLWARDEN_MODELS'),
    });
  });

  test('ports can be opened here, and not on an address that is not ours', async () => {
    expect((await checkPorts()).status).toBe('ok');
    // 192.0.2.0/24 is kept for documentation: no machine has it.
    expect((await checkPorts('192.0.2.1')).status).toBe('fail');
  });

  test('programs are found on the PATH, only when they can be run', async () => {
    const dir = await scratch();
    await mkdir(join(dir, 'bin'));
    await writeFile(join(dir, 'bin/sox'), '#!/bin/sh\n');
    await writeFile(join(dir, 'bin/ffmpeg'), 'no program');
    await chmod(join(dir, 'bin/sox'), 0o755);
    await chmod(join(dir, 'bin/ffmpeg'), 0o644);
    const findings = await checkPrograms(`/nowhere:${join(dir, 'bin')}`);
    expect(findings.map(({ id, status }) => [id, status])).toEqual([
      ['ffmpeg', 'warn'],
      ['sox', 'ok'],
      ['arecord', 'warn'],
    ]);
  });
});

describe('the report', () => {
  const finding = (status: Finding['status'], advice?: string): Finding => ({
    id: status,
    title: status,
    status,
    detail: 'detail',
    ...(advice === undefined ? {} : { advice }),
  });

  test('a check that throws is one failed finding among the others', async () => {
    const findings = await examine(
      {
        first: async () => [finding('ok')],
        second: async () => {
          throw new Error('it broke');
        },
        third: async () => [finding('warn')],
      },
      never,
    );
    expect(findings.map(({ status }) => status)).toEqual(['ok', 'fail', 'warn']);
    expect(findings[1]?.detail).toBe('it broke');
  });

  test('the worst status decides', () => {
    expect(verdict([finding('ok')])).toBe('ok');
    expect(verdict([finding('ok'), finding('warn')])).toBe('warn');
    expect(verdict([finding('fail'), finding('warn')])).toBe('fail');
  });

  test('advice stands below what it is about', () => {
    const lines = report([finding('ok'), finding('fail', 'Do this.')]).split('\n');
    expect(lines[1]).toContain('FAIL');
    expect(lines[2]).toContain('→');
    expect(lines[2]).toContain('Do this.');
    expect(lines.at(-1)).toContain('1 of 2 checks failed.');
  });
});
