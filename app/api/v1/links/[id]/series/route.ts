import { LinkSeriesQuery } from '#lib/api/series.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readLinkSeries } from '#lib/server/read-history.ts';

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return respond(request, LinkSeriesQuery, (query) => readLinkSeries(id, query), 'there is no link with this id');
}
