import { respond } from '#lib/server/http/respond.ts';
import { readLink } from '#lib/server/read.ts';

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return respond(request, null, () => readLink(id), 'there is no link with this id');
}
