// Loaded once for a thread, before the SDK freezes the sandbox's globals: worker/workflow-bundle.ts.

/**
 * The SDK takes a stack for each promise of a workflow and maps each line of it to its source, so that the Temporal UI can show where
 * one waits. Two lines say where an error was thrown and who called; a replay of the saved history without this limit shows them all.
 * It saves an eighth of the CPU time of replaying our saved histories: docs/proposals/temporal-sdk.md.
 */
Error.stackTraceLimit = 2;
