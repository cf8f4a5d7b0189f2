import { etagOf, matchesEtag } from '../../../api/http/etag.ts';

describe('If-None-Match', () => {
  it.each(['"3"', 'W/"3"', '*', '"1", "3"', '"1",W/"3" ,', ', "3"', '"a,b", "3"'])('%s matches version 3', (line) => {
    expect(matchesEtag([line], etagOf(3))).toBe(true);
  });

  it.each(['"2"', '"33"', 'W/"2", "4"', '', ','])('%j does not match version 3', (line) => {
    expect(matchesEtag([line], etagOf(3))).toBe(false);
  });

  it('may stand on several lines', () => {
    expect(matchesEtag(['"1"', '"3"'], etagOf(3))).toBe(true);
  });

  it.each(['3', '"3', 'w/"3"', '"1" "3"', '*, "3"'])('refuses %j', (line) => {
    expect(() => matchesEtag([line], etagOf(3))).toThrow(expect.objectContaining({ code: 'MALFORMED_REQUEST' }));
  });
});
