// Validates SARIF 2.1.0 files with Microsoft's sarif-multitool: errors, and warnings too.
//   node sarif.mjs FILE...
//
// The multitool leaves with status 0 whatever it finds, so its own report (SARIF again) is read. And it finds nothing
// at all in some files that it cannot load, such as one with an unknown `level`. So each file is validated against the
// SARIF schema by ajv first, and then once more by the multitool with a wrong key added, which it must find: a
// validator that does not look at the file is no validator.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compile, errorsOf } from './ajv.mjs';

const require = createRequire(import.meta.url);
const multitool = require('@microsoft/sarif-multitool');
chmodSync(multitool, 0o755);  // what its install script does
const sarifSchema = require('@microsoft/sarif-multitool-linux/sarif-2.1.0.json');

const read = (file) => JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));

function matchesSchema(log) {
  const validate = compile(sarifSchema, '', { strict: false });
  return validate(log) ? [] : errorsOf(validate);
}

function multitoolFinds(file, work) {
  const output = join(work, 'found.sarif');
  execFileSync(multitool, ['validate', file, '--quiet', 'true', '--output', output, '--level', 'Error;Warning',
    '--log', 'ForceOverwrite'], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, HOME: work } });
  const [run] = read(output).runs;
  const failed = run.invocations?.some((i) => !i.executionSuccessful || i.toolExecutionNotifications?.length);
  const texts = Object.fromEntries((run.tool.driver.rules ?? []).map((rule) => [rule.id, rule.messageStrings]));
  const found = (run.results ?? []).map((result) => {
    const text = result.message.text ?? texts[result.ruleId]?.[result.message.id]?.text ?? '';
    const filled = text.replace(/\{(\d+)\}/g, (_, n) => result.message.arguments?.[n] ?? '');
    return `${result.level ?? 'warning'} ${result.ruleId}: ${filled}`;
  });
  return failed ? [...found, 'the multitool did not get through'] : found;
}

/// What is wrong with a SARIF file; nothing when it is good.
export default function sarif(file) {
  const work = mkdtempSync(join(tmpdir(), 'gengxin-sarif-'));
  try {
    let log;
    try {
      log = read(file);
    } catch (error) {
      return [error.message];
    }
    const wrong = matchesSchema(log);
    if (wrong.length > 0) return wrong;
    const copy = join(work, basename(file).replace(/(\.sarif)?$/, '.sarif'));
    copyFileSync(file, copy);
    const found = multitoolFinds(copy, work);
    writeFileSync(copy, JSON.stringify({ ...log, wrongKey: 1 }));
    if (!multitoolFinds(copy, work).some((text) => text.includes('wrongKey')))
      found.push('the multitool does not see a wrong key that was added: it cannot load the file');
    return found;
  } finally {
    rmSync(work, { recursive: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const file of process.argv.slice(2))
    for (const problem of sarif(file)) {
      console.log(`${file}: ${problem}`);
      process.exitCode = 1;
    }
}
