export function prepareExample(url: string, document: object): Promise<void>;
