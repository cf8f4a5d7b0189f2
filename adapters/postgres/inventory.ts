import type { Inventory, StockLevel } from '../../domain/ports.ts';
import type { Database } from './database.ts';

export function createInventory(db: Database): Inventory {
  return {
    async find(sku) {
      const row = await db.run((prisma) => prisma.stock.findUnique({ where: { sku } }));
      return row ? level(row) : undefined;
    },
    async setOnHand(sku, onHand) {
      const row = await db.run((prisma) => prisma.stock.upsert({ where: { sku }, create: { sku, onHand }, update: { onHand } }));
      return level(row);
    },
  };
}

function level(row: { sku: string; onHand: bigint; reserved: bigint }): StockLevel {
  const onHand = Number(row.onHand);
  const reserved = Number(row.reserved);
  return { sku: row.sku, onHand, reserved, available: Math.max(0, onHand - reserved) };
}
