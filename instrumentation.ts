/** Next calls this once, before the first request: history is collected even when nobody looks. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === 'nodejs') await (await import('#lib/server/boot.ts')).boot();
}
