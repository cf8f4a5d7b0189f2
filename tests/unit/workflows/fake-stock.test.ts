import { describeStockKeeper } from '../../contract/stock-keeper.ts';
import { FakeStock } from '../../support/workflow-fake-stock.ts';
import { Faults } from '../../support/workflow-faults.ts';

const stock = new FakeStock(new Faults());

describeStockKeeper('the fake of the workflow tests', () => ({
  stock,
  setOnHand: async (sku, onHand, tenant) => stock.count(sku, onHand, tenant),
  level: async (sku, tenant) => stock.level(sku, tenant),
}));
