ALTER TYPE "mood" ADD VALUE 'awful' BEFORE 'sad';
ALTER TYPE "mood" ADD VALUE 'it''s "great"' AFTER 'ok';
