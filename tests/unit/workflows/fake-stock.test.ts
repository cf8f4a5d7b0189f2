import { describeStockKeeper } from '../../contract/stock-keeper.ts';
import { FakeStock } from '../../support/workflow-fake-stock.ts';
import { Faults } from '../../support/workflow-faults.ts';

const stock = new FakeStock(new Faults());

describeStockKeeper('the fake of the workflow tests', () => ({
  stock,
  setOnHand: async (sku, onHand) => stock.count(sku, onHand),
  level: async (sku) => stock.level(sku),
}));
