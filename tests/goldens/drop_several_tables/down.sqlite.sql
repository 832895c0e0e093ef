CREATE TABLE "author" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    PRIMARY KEY ("id")
);
CREATE TABLE "book" (
    "id" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "author_id" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "book_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "author" ("id")
);
CREATE TABLE "review" (
    "id" INTEGER NOT NULL,
    "book_id" INTEGER NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "review_book_id_fkey" FOREIGN KEY ("book_id") REFERENCES "book" ("id") ON DELETE CASCADE
);
