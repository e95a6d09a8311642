// ajv as these tests use it: strict, so that a mistyped keyword of a schema is an error.
import addFormats from 'ajv-formats';
import { Ajv as Draft7 } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';

function prepare(Class, options) {
  const ajv = new Class({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true, ...options });
  ajv.addVocabulary(['enumDescriptions', 'patternErrorMessage']);  // for editors
  addFormats.default(ajv);
  return ajv;
}

export const Ajv = (options = {}) => prepare(Draft7, options);

/// The draft that the schema names. `part`: a place inside of it, such as '/$defs/finding'.
export function compile(schema, part = '', options = {}) {
  const ajv = prepare(schema.$schema.includes('2020-12') ? Ajv2020 : Draft7, options);
  ajv.addSchema(schema, 'schema');
  return ajv.compile({ $schema: schema.$schema, $ref: `schema#${part}` });
}

export const errorsOf = (validate) =>
  validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
