// Validates a GitLab code quality report against the fields that GitLab documents:
// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
//   node gitlab.mjs FILE...
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Ajv, errorsOf } from './ajv.mjs';

const text = { type: 'string', minLength: 1 };
const line = { type: 'integer', minimum: 1 };
const validate = Ajv().compile({
  type: 'array',
  items: {
    type: 'object',
    required: ['description', 'check_name', 'fingerprint', 'severity', 'location'],
    properties: {
      description: text,
      check_name: text,
      fingerprint: text,
      severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
      location: {
        type: 'object',
        required: ['path'],
        properties: {
          path: { type: 'string', pattern: '^(?!\\./|/)' },  // relative to the repository
          lines: { type: 'object', required: ['begin'], properties: { begin: line } },
          positions: {
            type: 'object',
            required: ['begin'],
            properties: { begin: { type: 'object', required: ['line'], properties: { line } } },
          },
        },
        anyOf: [{ required: ['lines'] }, { required: ['positions'] }],
      },
    },
  },
});

/// What is wrong with a code quality report; nothing when it is good. A path outside of the repository is not shown by
/// GitLab, and findings with one fingerprint are shown once.
export default function gitlab(file) {
  const bytes = readFileSync(file);
  if (bytes[0] === 0xef) return ['GitLab takes no byte order mark'];
  const report = JSON.parse(bytes.toString('utf8'));
  if (!validate(report)) return errorsOf(validate);
  const seen = new Set();
  const wrong = [];
  for (const { fingerprint } of report) {
    if (seen.has(fingerprint)) wrong.push(`the fingerprint ${fingerprint} stands twice`);
    seen.add(fingerprint);
  }
  return wrong;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const file of process.argv.slice(2))
    for (const problem of gitlab(file)) {
      console.log(`${file}: ${problem}`);
      process.exitCode = 1;
    }
}
