import { loadScenario } from '#e2e/simulator/scenario.ts';
import { expectAccessibleInBothThemes } from './accessible.ts';
import { untilFleet } from './fleet-of.ts';
import { expect, expectNoSideways, test } from './journey.ts';
import { startProduct } from './start-product.ts';

test('the sources say exactly who can not be read and why', async ({ page, tour }) => {
  await page.goto(`${tour.url}/sources`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    /^\d+ of \d+ sources are read as planned(, \d+ with notes)?$/,
  );
  const silent = page.getByRole('row').filter({ hasText: 'lej-robot' }).filter({ hasText: 'kubernetes' });
  await expect(silent.first()).toContainText(/failed/);
  await expect(silent.first()).toContainText(/no answer|timeout|within/i);
  await page.getByRole('button', { name: /^Failed / }).click();
  await expect(page).toHaveURL(/state=failed/);
  await expect(page.getByRole('link', { name: 'fra-core', exact: true })).toHaveCount(0);
  await expectNoSideways(page);
});

test('a missing permission is named, and copied as a role to paste', async ({ page }) => {
  const scenario = loadScenario('all-healthy');
  const denied = { cluster: 'dub-pay', denied: ['list nodes', 'watch nodes'] };
  const product = await startProduct({ clusters: 3, scenario: { ...scenario, steps: [{ at: -1, set: denied }] } });
  try {
    await untilFleet(product, ({ totals }) => totals.total > 0);
    await page.goto(`${product.url}/sources`);
    await expect(
      page
        .getByRole('row')
        .filter({ hasText: 'dub-pay' })
        .filter({ hasText: /\bnodes\b/ })
        .first(),
    ).toContainText('missing');
    await page.getByRole('button', { name: 'Copy missing permissions as RBAC' }).click();
    const role = await page.evaluate(() => navigator.clipboard.readText());
    expect(role).toContain('kind: ClusterRole');
    expect(role).toContain('# missing in dub-pay');
    expect(role).toMatch(/resources: \["nodes"\]/);
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});

test('a fault of our own leads from the banner to the sources, which tell it', async ({ page }) => {
  const scenario = loadScenario('all-healthy');
  const clusters = ['dub-pay', 'fra-core', 'lej-robot'];
  const steps = clusters.map((cluster) => ({ at: -1, set: { cluster, clockOffsetSeconds: 60 } }));
  const product = await startProduct({ clusters: 3, scenario: { ...scenario, steps } });
  try {
    await page.goto(product.url);
    await page.getByRole('link', { name: /clock-skew .*ours is wrong/ }).click();
    await expect(page).toHaveURL(/\/sources$/);
    await expect(page.getByRole('row').filter({ hasText: 'Causeway itself' })).toContainText('ours is wrong');
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});

test('a fleet that is mostly not read says so above its drawing, and leads to why', async ({ page }) => {
  const scenario = loadScenario('all-healthy');
  const steps = ['dub-pay', 'lej-robot'].map((cluster) => ({ at: -1, set: { cluster, api: 'expired' as const } }));
  const product = await startProduct({ clusters: 3, scenario: { ...scenario, steps } });
  try {
    await untilFleet(product, ({ clusters }) => clusters.filter(({ reading }) => reading === 'unread').length === 2);
    await page.goto(product.url);
    const notice = page.getByRole('status', { name: 'Most of the fleet is not read' });
    await expect(notice).toContainText('2 of 3 clusters cannot be read');
    await expectAccessibleInBothThemes(page);
    await notice.getByRole('link', { name: 'See why' }).click();
    await expect(page).toHaveURL(/\/sources\?state=failed$/);
    await expect(page.getByRole('row').filter({ hasText: 'dub-pay' }).first()).toContainText('unauthorised');
    await expect(page.getByText('No permission is missing')).toHaveCount(0);
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});
