import { ClusterSeriesQuery } from '#lib/api/series.ts';
import { respond } from '#lib/server/http/respond.ts';
import { readClusterSeries } from '#lib/server/read-history.ts';

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return respond(
    request,
    ClusterSeriesQuery,
    (query) => readClusterSeries(id, query),
    'there is no cluster with this id',
  );
}
