export default async function stub() {}
