-- How many calls each caller made in a time of ten seconds, at all replicas. Not logged: what a crash of PostgreSQL takes is over soon.
CREATE UNLOGGED TABLE "call_counts" (
    "key" TEXT NOT NULL,
    "ends_at" TIMESTAMPTZ(3) NOT NULL,
    "calls" INTEGER NOT NULL,

    CONSTRAINT "call_counts_pkey" PRIMARY KEY ("key","ends_at")
);
