import { z } from 'zod';
import { CONTRACT, type Endpoint } from '#lib/api/contract.ts';
import { Problem } from '#lib/api/problem.ts';

/** The OpenAPI 3.1 description of the contract, made of the schemas that validate it. */
export function openapi(): object {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Causeway',
      version: '1',
      description: 'Whether clusters can reach each other, where not, why, and since when. Read-only.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(CONTRACT.map((endpoint) => [endpoint.path, { get: operation(endpoint) }])),
  };
}

function operation({ path, summary, query, answer }: Endpoint): object {
  const media = typeof answer === 'string' ? answer : 'application/json';
  const schema = typeof answer === 'string' ? { type: 'string' } : schemaOf(answer, 'output');
  return {
    summary,
    operationId: path.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_|_$/g, ''),
    parameters: [...pathParameters(path), ...queryParameters(query)],
    responses: {
      200: { description: summary, content: { [media]: { schema } } },
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: schemaOf(Problem, 'output') } },
      },
    },
  };
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
