import { loadScenario } from '#e2e/simulator/scenario.ts';
import { untilFleet } from './fleet-of.ts';
import { type Product, startProduct } from './start-product.ts';

/**
 * The scenario `tour` with its whole story told. What happens during it waits until the product has read every cluster: on a
 * slow machine a cluster would else fall silent before anybody heard it, and its peers would not know where to ask.
 */
export async function startTour(past?: Parameters<typeof startProduct>[0]['past']): Promise<Product> {
  const scenario = loadScenario('tour');
  const before = { ...scenario, steps: scenario.steps.filter(({ at }) => at <= 0) };
  const product = await startProduct({ scenario: before, ...(past ? { past } : {}) });
  try {
    await untilFleet(
      product,
      // Twelve of the pairs have a tunnel that says "connected"; a contradiction is told only after it has held for a while.
      ({ totals, clusters }) =>
        totals.down === 14 && totals.downInConflict === 12 && clusters.every(({ reading }) => reading === 'read'),
    );
    product.simulator.set({ cluster: 'lej-robot', api: 'hangs' });
    await untilFleet(product, ({ totals, clusters }) => {
      const robot = clusters.find(({ id }) => id === 'lej-robot');
      return totals.down === 14 && robot?.reading === 'unread';
    });
    return product;
  } catch (error) {
    await product.stop();
    throw error;
  }
}
