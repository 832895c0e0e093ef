//! The tutorial from end to end.

use crate::support::{on_each, run_transcript};

// Another sentence tells of the failure where no transaction holds it: `tutorial.mysql.txt` has it.
on_each! {
    on sqlite, postgres where transactional_ddl;
    fn in_its_own_order(db: &Db) {
        run_transcript(db, "tutorial");
    }
}

on_each! {
    on mysql;
    fn in_the_order_of_mysql(db: &Db) {
        run_transcript(db, "tutorial");
    }
}

on_each! {
    fn from_an_empty_database(db: &Db) {
        run_transcript(db, "tutorial_empty");
    }

    fn tables_are_the_same_by_create_all_and_by_upgrade(db: &Db) {
        db.project_with_migration();
        db.moviectl(["create-all"]).success();
        let created = db.dump_table("movie");
        db.moviectl(["drop-all", "--yes"]).success();
        db.moviectl(["upgrade"]).success();
        assert_eq!(db.dump_table("movie"), created);
    }
}
