// Writes src/contract.ts, the types of the API, from the OpenAPI document that the daemon serves.
// With --check it writes nothing and fails if the file is not what it would write.
import { readFileSync, writeFileSync } from 'node:fs';

const here = new URL('.', import.meta.url);
const source = new URL('../../resources/org/estats/server/api/openapi.json', here);
const target = new URL('../src/contract.ts', here);

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.enum) return [...new Set(schema.enum)].map((v) => JSON.stringify(v)).join(' | ');
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((t) => typeOf({ ...schema, type: t })).join(' | ');
  }
  switch (schema.type) {
    case 'integer':
    case 'number':
      return 'number';
    case 'string':
    case 'boolean':
    case 'null':
      return schema.type;
    case 'array':
      return `ReadonlyArray<${schema.items && Object.keys(schema.items).length ? typeOf(schema.items) : 'unknown'}>`;
    default:
      return objectOf(schema);
  }
}

function membersOf(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(
    ([name, s]) => `readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(s)};`,
  );
}

function objectOf(schema) {
  if (schema.properties) return blockOf(membersOf(schema));
  if (schema.additionalProperties) {
    return `{ readonly [name: string]: ${typeOf(schema.additionalProperties)} }`;
  }
  return '{ readonly [name: string]: unknown }';
}

function blockOf(members) {
  return `{\n${members.join('\n')}\n}`.replaceAll(/\n(?!\}$)/g, '\n  ');
}

/** The largest of the schemas before this one whose members it has too. */
function baseOf(members, earlier) {
  return earlier
    .filter((other) => other.members.length > 2)
    .filter((other) => other.members.every((member) => members.includes(member)))
    .sort((a, b) => b.members.length - a.members.length)[0];
}

const document = JSON.parse(readFileSync(source, 'utf8'));
let text = '// Made by `npm run contract` from the OpenAPI document; do not edit.\n';
const earlier = [];
for (const [name, schema] of Object.entries(document.components.schemas)) {
  const members = membersOf(schema);
  const base = baseOf(members, earlier);
  const type = base
    ? `${base.name} & ${blockOf(members.filter((member) => !base.members.includes(member)))}`
    : typeOf(schema);
  text += `\nexport type ${name} = ${type};\n`;
  earlier.push({ name, members });
}
if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/contract.ts is not what the OpenAPI document says: npm run contract');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
