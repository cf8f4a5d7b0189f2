import { makeCursor, readCursor } from '../../../api/orders/cursor.ts';

const position = { createdAt: '2026-01-15T09:30:00.000Z', id: '5f0c1a52-7a0e-8c4b-9d53-0b6f2f3a9e11' };
const filters = { customerId: 'c-1' };

describe('a cursor', () => {
  it('leads back to where the page ended', () => {
    expect(readCursor(makeCursor(position, filters), filters)).toEqual(position);
  });

  it('shows nothing that a URL would need escaped', () => {
    expect(makeCursor(position, filters)).toMatch(/^[\w-]+$/);
  });

  it('is refused with other filters', () => {
    expect(() => readCursor(makeCursor(position, filters), {})).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });

  const forged = (content: unknown) => Buffer.from(JSON.stringify(content)).toString('base64url');
  it.each([
    '',
    'x',
    '%%%',
    forged(null),
    forged([1, 2, 3]),
    forged(['2026-01-15', position.id, 'x']),
    forged([position.createdAt, "'; drop table orders", 'x']),
  ])('is refused as %j', (cursor) => {
    expect(() => readCursor(cursor, filters)).toThrow(
      expect.objectContaining({ code: 'MALFORMED_REQUEST', faults: [expect.objectContaining({ pointer: '?cursor' })] }),
    );
  });
});
