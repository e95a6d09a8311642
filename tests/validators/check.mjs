// Holds what the program writes, and the schemas of what it reads, to validators that others wrote.
//   node check.mjs BINARY
// Everything is shown both ways: what is good passes, and what is broken is caught, by the validator and, where it is an
// input, by the program as well.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { compile, errorsOf } from './ajv.mjs';
import gitlab from './gitlab.mjs';
import junit from './junit.mjs';
import sarif from './sarif.mjs';

const binary = process.argv[2];
const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = fileURLToPath(new URL('samples', import.meta.url));
const work = mkdtempSync(join(tmpdir(), 'gengxin-validators-'));
process.on('exit', () => rmSync(work, { recursive: true, force: true }));

let failures = 0;
let checks = 0;
function check(good, what, problems = []) {
  checks += 1;
  if (good) return;
  failures += 1;
  console.log(`FAILED: ${what}`);
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem}`);
}
const valid = (validate, value, what) => check(validate(value), `${what} does not validate`, validate.errors && errorsOf(validate));
const invalid = (validate, value, what) => check(!validate(value), `${what} validates, and is broken`);

function runIn(cwd, wanted, ...args) {
  const { status, stdout, stderr } = spawnSync(binary, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 28 });
  check([wanted].flat().includes(status), `exit status ${status}: gengxin ${args.join(' ')}`, stderr.split('\n'));
  return stdout;
}
const run = (wanted, ...args) => runIn(root, wanted, ...args);
const runJson = (...args) => JSON.parse(run(...args));

// ---------------------------------------------------------------- the schemas themselves: ajv compiles them strictly
const schemas = {};
for (const language of ['zh', 'en'])
  for (const name of ['inventory', 'report', 'rules', 'vocabulary', 'diff']) {
    schemas[name] = runJson(0, 'schema', name, '--lang', language);
    try {
      compile(schemas[name]);
    } catch (error) {
      check(false, `schema ${name} --lang ${language}: ${error.message}`);
    }
  }

// ---------------------------------------------------------------- reports
const day = ['--as-of', '2026-11-23', '--config', 'examples/gengxin.toml'];
const projects = ['--projects', 'examples/projects.yaml'];
const inputs = {
  'bearing-works.csv': [], 'cement-plant.xlsx': [], 'forging-plant.xlsx': [], 'group-500.csv': [], 'machine-shop.csv': [],
  'purchases.csv': projects, 'tool-room.json': [], 'tool-room.ndjson': [], 'tool-room.yaml': [],
};
for (const name of readdirSync(join(root, 'examples')))
  check(name in inputs || /\.toml$|^offers\.csv$|^projects\.yaml$|^ci$/.test(name), `examples/${name} is validated nowhere`);
const variants = [[], ['--summary'], ['--horizon', '24m'], ['--all'], ['--summary', '--horizon', '36m']];
const report = compile(schemas.report);
const finding = compile(schemas.report, '/$defs/finding');
const summary = compile(schemas.report, '/$defs/summary');
for (const [input, more] of Object.entries(inputs))
  for (const language of ['zh', 'en'])
    for (const variant of variants) {
      const args = ['check', `examples/${input}`, ...more, ...variant, ...day, '--lang', language];
      const what = args.join(' ');
      valid(report, runJson([0, 1], ...args, '-f', 'json'), `${what} -f json`);
      if (variant.includes('--horizon')) continue;
      const lines = run([0, 1], ...args, '-f', 'ndjson').trimEnd().split('\n').map((line) => JSON.parse(line));
      if (variant.includes('--summary')) {
        // One object of the summary's keys and those of the report around it.
        const own = Object.keys(schemas.report.$defs.summary.properties);
        const [line] = lines;
        const around = Object.fromEntries(Object.entries(line).filter(([key]) => !own.includes(key)));
        const inside = Object.fromEntries(Object.entries(line).filter(([key]) => own.includes(key)));
        valid(summary, inside, `${what} -f ndjson`);
        valid(report, { ...around, diagnostics: [], summary: inside }, `${what} -f ndjson`);
      } else {
        for (const line of lines) valid(finding, line, `${what} -f ndjson: ${JSON.stringify(line)}`);
      }
    }
const good = runJson([0, 1], 'check', 'examples/bearing-works.csv', ...day, '-f', 'json');
invalid(report, { ...good, extra: 1 }, 'a report with an unknown key');
invalid(report, { ...good, summary: {} }, 'a report without totals');
invalid(finding, { ...good.findings[0], verdict: 'retired' }, 'a finding with a verdict that there is not');
invalid(finding, { ...good.findings[0], deadline: '2017/12/31' }, 'a finding with a wrong date');
const days = ['rules', 'diff', '--as-of', '2024-01-01', '--as-of', '2026-11-23', '--config', 'examples/gengxin.toml', '-f', 'json'];
const diff = compile(schemas.diff);
valid(diff, runJson(0, ...days), 'rules diff -f json');
const changes = runJson(0, ...days, 'examples/bearing-works.csv', 'examples/machine-shop.csv');
valid(diff, changes, 'rules diff -f json FILE');
invalid(diff, { ...changes, from: 'yesterday' }, 'a difference with a wrong date');

// ---------------------------------------------------------------- formats for other programs
for (const [validate, name, bad] of [
  [sarif, 'sarif', ['bad-level', 'bad-key', 'bad-region', 'bad-warning']],
  [junit, 'junit', ['bad-count', 'bad-element']],
  [gitlab, 'gitlab', ['bad-severity', 'bad-fingerprint']],
]) {
  const ending = { sarif: '.sarif', junit: '.junit.xml', gitlab: '.gitlab.json' }[name];
  const problems = await validate(join(samples, `good${ending}`));
  check(problems.length === 0, `the good sample of ${name} does not validate`, problems);
  for (const one of bad)
    check((await validate(join(samples, `${one}${ending}`))).length > 0, `${one}${ending} validates, and is broken`);
}
// What the program writes: a line a format, with the validator that each file must pass.
const formats = [
  // The one warning that stands: the project has no page on the web to name.
  ['sarif', (file) => sarif(file).filter((text) => !/^warning SARIF2005: .* does not provide 'informationUri'/.test(text))],
  ['junit', junit],
  ['gitlab', gitlab],
];
const hostile = '敌<意>&"\' %41:;,.csv';
writeFileSync(join(work, hostile), ['设备编号,设备名称,型号,投运日期,单位名称,额定功率(kW)',
  '"A""1",变压器]]>,S7-315/10,1996-05-01,"甲<b>&amp;厂\n二部",x', '<!--,变压器,S7-315/10,1996-05-01,::error::,1',
  '"-->,%0A",变压器,S7-315/10,1996-05-01,\u202Etxt.exe,1', '=cmd|x,变压器,S7-315/10,1996-05-01,\u0001\u000B\u001B[31m,1',
  '=cmd|x,变压器,S7-315/10,1996-05-01,\u0001\u000B\u001B[31m,1', ',变压器,S7-315/10,1996-05-01,\uFFFE\uFFFF\uD83D\uDE00,1',
  ',变压器,S7-315/10,1996-05-01,\uFFFE\uFFFF\uD83D\uDE00,1'].join('\n'));
writeFileSync(join(work, 'empty.csv'), '');
writeFileSync(join(work, 'none.csv'), '设备编号,设备名称\n1,水泵\n');
const waived = join(work, 'waived.toml');
writeFileSync(waived, `${readFileSync(join(root, 'examples/gengxin.toml'), 'utf8')}
[[waivers]]
rule = "miit-obsolete-*"
item = "DJ-*"
reason = "<二季度> & \\"更新\\""
who = "设备科"
until = 2027-03-31
`);
const baseline = join(work, 'baseline.json');
run(0, 'baseline', 'create', 'examples/machine-shop.csv', ...day, '-o', baseline);
const runs = [
  ...Object.entries(inputs).map(([input, more]) => [`examples/${input}`, ...more, ...day]),
  ['examples/bearing-works.csv', ...day, '--summary'],
  ['examples/forging-plant.xlsx', ...day, '--all', '--horizon', '24m'],
  ['examples/bearing-works.csv', ...day.slice(0, 2), '--config', waived],
  ['examples/machine-shop.csv', 'examples/bearing-works.csv', ...day, '--baseline', baseline],
];
for (const args of [['--baseline', baseline], ['--config', waived], ['no-such-file.csv']])
  valid(report, runJson([0, 1, 3], 'check', 'examples/machine-shop.csv', 'examples/bearing-works.csv', ...day.slice(0, 2), ...args,
    '-f', 'json'), `check ${args.join(' ')} -f json`);
const runsInWork = [
  [hostile, ...day.slice(0, 2)], [hostile, 'empty.csv', 'missing.csv', 'none.csv', ...day.slice(0, 2), '--all'],
  ['none.csv', ...day.slice(0, 2)], ['empty.csv', ...day.slice(0, 2)],
];
for (const [format, validate] of formats)
  for (const [k, args] of [...runs, ...runsInWork].entries()) {
    const all = ['check', ...args, '--lang', k % 2 === 0 ? 'zh' : 'en', '-f', format];
    const file = join(work, `report.${format}`);
    writeFileSync(file, runIn(k < runs.length ? root : work, [0, 1, 3], ...all));
    const problems = await validate(file);
    check(problems.length === 0, all.join(' '), problems);
  }

// ---------------------------------------------------------------- rule and vocabulary files
const rules = compile(schemas.rules);
const vocabulary = compile(schemas.vocabulary);
// The YAML of the compiler, and of editors: a date is a text.
const readYaml = (text) => parse(text, { version: '1.2' });
const mapped = JSON.parse(readFileSync(join(root, '.vscode/settings.json'), 'utf8'))['yaml.schemas'];
for (const entry of readdirSync(join(root, 'rules'), { withFileTypes: true })) {
  if (!entry.isDirectory() || entry.name === 'schema') continue;
  const [kind, validate] = entry.name === 'vocabulary' ? ['vocabulary', vocabulary] : ['rules', rules];
  check([mapped[`./rules/schema/${kind}.schema.json`]].flat().includes(`rules/${entry.name}/*.yaml`),
    `.vscode/settings.json does not map rules/${entry.name} to its schema`);
  for (const file of readdirSync(join(root, 'rules', entry.name)))
    valid(validate, readYaml(readFileSync(join(root, 'rules', entry.name, file), 'utf8')), `rules/${entry.name}/${file}`);
}

// A file of each shape, then the same with one mistake; the compiler must say so too.
const lint = (wanted, name, text) => {
  const folder = join(work, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'file.yaml'), text);
  return run(wanted, 'rules', 'lint', '--rules', folder, '--as-of', '2026-11-23');
};
function mistakes(validate, name, text, broken) {
  valid(validate, readYaml(text), `the good ${name} file`);
  lint(0, name, text);
  for (const [from, to] of broken) {
    const what = `a ${name} file with '${to}' for '${from}'`;
    check(text.includes(from), `${what}: there is no such text`);
    const changed = text.replace(from, to);
    invalid(validate, readYaml(changed), what);
    lint(2, name, changed);
  }
}
const sample = (name) => readFileSync(join(samples, name), 'utf8');
mistakes(rules, 'rule', sample('rules.yaml'), [
  ['id: sample\n', 'id: Sample\n'], ['region: national', 'region: nowhere'], ['2026-01-01', '2026/01/01'], ['official', 'sure'],
  ['title: 示例文件', 'titel: 示例文件'], ['  number: 示例〔2026〕1号\n', ''], ['verdict: retire', 'verdict: retired'],
  ['category: transformer', 'category: transformers'], ['    verdict: overage\n', ''], ['documentation: true', 'documentation: maybe'],
  ['use: [in-use]', 'use: [used]'], ['    clause: 一、1\n', ''], ['id: sample/1\n', 'id: 示例/1\n'],
  ['missing: [in_service_date]', 'missing: [in_service]'], ['expect: none', 'expect: nothing'], ['{model: S7-100/10,', '{modell: S7-100/10,'],
  ['    incentive:\n', '    incentives:\n'], ['kind: tax-credit', 'kind: credit'], ['      rate: 10%\n', ''], ['relation: both', 'relation: with'],
  ['from: purchase_date', 'from: power_kw'], ['match: range', 'match: ranges'], ['direction: at-least', 'direction: up'],
  ['thresholds: [a, b, c]', 'thresholds: [a, b]'], ['kind: grades', 'kind: limit'], ['- {field: power_kw, match: range}', '- {field: name, match: range}'],
  ['      standard: 示例标准\n', ''], ['kwh: 1', 'kw: 1'], ['    documentation: true', '    verdict: retire\n    documentation: true'],
  ['    levels:\n', '    verdict: upgrade\n    levels:\n'], ['    verdict: eligible', '    verdict: in-scope'],
]);
mistakes(vocabulary, 'vocabulary', sample('vocabulary.yaml'), [
  ['type: choice', 'type: options'], ['unit: kW', 'unit: kWW'], ['range: [0, 10]', 'range: [0]'], ['merged: sum', 'merged: total'],
  ['label: {zh: 示例栏, en: sample field}\n', 'label: {zh: 示例栏}\n'], ['    choices: ', '    options: '], ['    type: number\n', ''],
  ['keywords: [示例机]', 'words: [示例机]'], ['dimension: power, factor', 'dimensions: power, factor'], ['in: luoyang', 'within: luoyang'],
  ['category: motor\n    pattern', 'category: moter\n    pattern'], ['infer: false', 'infer: perhaps'], ['counts: choice', 'counts: choices'],
  ['    choice: in-use\n', ''], ['field: power_kw\n    category', 'field: name\n    category'], ['    source: 定义', '    sources: 定义'],
]);

// ---------------------------------------------------------------- inventories
const inventory = compile(schemas.inventory);
const item = compile(schemas.inventory, '/definitions/item');
const read = (name) => readFileSync(join(root, 'examples', name), 'utf8');
valid(inventory, JSON.parse(read('tool-room.json')), 'tool-room.json');
valid(inventory, readYaml(read('tool-room.yaml')), 'tool-room.yaml');
for (const line of read('tool-room.ndjson').trimEnd().split('\n')) valid(item, JSON.parse(line), `tool-room.ndjson: ${line}`);
// Ids and labels, three formats: the same findings, and nothing that could not be read.
const findings = ['json', 'ndjson', 'yaml'].map((ending) =>
  runJson(1, 'check', `examples/tool-room.${ending}`, '--strict', ...day, '-f', 'json')
    .findings.map((one) => [one.company, one.item, one.verdict, one.rule, one.message, one.unmapped]));
check(JSON.stringify(findings[0]) === JSON.stringify(findings[1]), 'tool-room.ndjson has other findings than tool-room.json');
check(JSON.stringify(findings[0]) === JSON.stringify(findings[2]), 'tool-room.yaml has other findings than tool-room.json');

const motor = { item_id: 'T1', name: '电动机', power_kw: 11, in_service_date: '2004-06' };
const strict = (wanted, value) => {
  const file = join(work, 'inventory.json');
  writeFileSync(file, JSON.stringify(value));
  const before = failures;
  run(wanted, 'check', file, '--strict', '--fail-on', 'none', ...day, '-f', 'json');
  if (failures > before) console.log(`  the inventory is ${JSON.stringify(value)}`);
};
for (const good of [
  [motor], { items: [motor], company: '甲厂' }, { 设备: [motor] }, motor, [{ ...motor, power_kw: '11 千瓦' }], [{ ...motor, 额定功率: 11 }],
  [{ ...motor, power_kw: null }], [{ ...motor, 内部代号: 'A-1' }], [{ ...motor, use: '在用' }], [{ ...motor, in_service_date: 2004 }],
  [{ ...motor, variable_speed: true }], [{ ...motor, variable_speed: '否' }],
]) {
  valid(inventory, good, JSON.stringify(good));
  strict(0, good);
}
for (const bad of [
  [{ ...motor, power_kw: -3 }], [{ ...motor, power_kw: 1e9 }], [{ ...motor, power_kw: { value: 11 } }], [{ ...motor, power_kw: true }],
  [{ name: '电动机', 额定功率: -3 }], [{ ...motor, use: 'sometimes' }], [{ ...motor, in_service_date: 'long ago' }], [{ ...motor, poles: 4.5 }],
  [{ ...motor, variable_speed: 7 }], ['电动机'], [[motor]], { items: [1] }, 7,
]) {
  invalid(inventory, bad, JSON.stringify(bad));
  strict(3, bad);
}
invalid(inventory, [{ ...motor, note: ['a', 'b'] }], 'an unknown key with a list');

console.log(`${checks} checks, ${failures} failed`);
process.exitCode = failures > 0 ? 1 : 0;
