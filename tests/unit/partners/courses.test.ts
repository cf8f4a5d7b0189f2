import { courseTo } from '../../../partners/carrier/courses.ts';

describe('the course of a parcel', () => {
  it.each([
    ['12045', 1, 'delivers'],
    ['SIM-LOST', 1, 'lost'],
    ['SIM-LOST', 3, 'lost'],
    ['OK/SIM-LOST', 1, 'delivers'],
    ['OK/SIM-LOST', 2, 'lost'],
    ['OK/SIM-LOST', 3, 'lost'],
    ['SIM-REFUSED/OK', 1, 'refused'],
    ['SIM-REFUSED/OK', 2, 'delivers'],
    ['SIM-NONSENSE', 1, 'delivers'],
    [undefined, 2, 'delivers'],
  ])('to %s, the %i. of its order, is %s', (postalCode, place, course) => {
    expect(courseTo(postalCode, place)).toBe(course);
  });
});
