import { z } from 'zod';

/** What the holder of a token may do: look, also change something, or only see the overview that hangs on a wall. */
export const Role = z.enum(['read', 'act', 'wall']);
export type Role = z.infer<typeof Role>;

/** `GET /api/v1/session`: who asks. `open`: nobody is asked for a token, only this machine can ask. */
export const Session = z.object({
  access: z.enum(['open', 'tokens']),
  name: z.string().nullable(),
  role: Role.nullable(),
});
export type Session = z.infer<typeof Session>;

/** The form of `POST /api/v1/session`; `next` is the path to go on to. */
export const SignIn = z.object({ token: z.string(), next: z.string().optional() });
