import { respond } from '#lib/server/http/respond.ts';
import { readCluster } from '#lib/server/read.ts';

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return respond(request, null, () => readCluster(id), 'there is no cluster with this id');
}
