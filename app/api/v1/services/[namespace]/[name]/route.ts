import { respond } from '#lib/server/http/respond.ts';
import { readService } from '#lib/server/read-services.ts';

export async function GET(
  request: Request,
  { params }: { params: Promise<{ namespace: string; name: string }> },
): Promise<Response> {
  const { namespace, name } = await params;
  return respond(request, null, () => readService(namespace, name), 'no cluster exports or imports this service');
}
