import { z } from 'zod';
import { type Change, CONTRACT, type Endpoint } from '#lib/api/contract.ts';
import { Problem } from '#lib/api/problem.ts';

/** The OpenAPI 3.1 description of the contract, made of the schemas that validate it. */
export function openapi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version: '1',
      description:
        'Whether clusters can reach each other, where not, why, and since when. Nothing here changes a cluster.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      CONTRACT.map((endpoint) => [endpoint.path, { get: operation(endpoint), ...changesOf(endpoint) }]),
    ),
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'causeway_token' },
      },
    },
    // Where nobody but this machine can ask, nothing is needed.
    security: [{ bearer: [] }, { cookie: [] }, {}],
  };
}

function operation({ path, summary, query, answer }: Endpoint): object {
  const media = typeof answer === 'string' ? answer : 'application/json';
  const schema = typeof answer === 'string' ? { type: 'string' } : schemaOf(answer, 'output');
  return {
    summary,
    operationId: nameOf(path),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    responses: { 200: { description: summary, content: { [media]: { schema } } }, default: problemAnswer() },
  };
}

function changesOf({ path, changes = {} }: Endpoint): object {
  return Object.fromEntries(
    Object.entries(changes).map(([method, change]) => [method.toLowerCase(), changeOperation(path, method, change)]),
  );
}

function changeOperation(path: string, method: string, { summary, form, status }: Change): object {
  const content = form && { 'application/x-www-form-urlencoded': { schema: schemaOf(form, 'input') } };
  return {
    summary,
    operationId: `${method.toLowerCase()}_${nameOf(path)}`,
    parameters: pathParameters(path),
    ...(content ? { requestBody: { required: true, content } } : {}),
    responses: { [status]: { description: summary }, default: problemAnswer() },
  };
}

function problemAnswer(): object {
  return {
    description: 'A problem (RFC 9457)',
    content: { 'application/problem+json': { schema: schemaOf(Problem, 'output') } },
  };
}

function nameOf(path: string): string {
  return path.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_|_$/g, '');
}

function pathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | null): object[] {
  if (!query) return [];
  const schema = schemaOf(query, 'input') as { properties?: Record<string, object>; required?: string[] };
  return Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: schema.required?.includes(name) ?? false,
    schema: property,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
