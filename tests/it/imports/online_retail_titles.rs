//! Titles: which description a product is called by, and how it is made readable.

use super::fixture::Rooms;

#[tokio::test]
async fn shouted_descriptions_become_readable() {
    let cases = [
        (
            "WHITE HANGING HEART T-LIGHT HOLDER",
            "White Hanging Heart T-Light Holder",
        ),
        (
            "  SET OF 6   SOLDIER SKITTLES ",
            "Set of 6 Soldier Skittles",
        ),
        (
            "S/4 PISTACHIO LOVEBIRD COASTERS",
            "S/4 Pistachio Lovebird Coasters",
        ),
        (
            "SET/5 RED SPOTTY LID GLASS BOWLS",
            "Set/5 Red Spotty Lid Glass Bowls",
        ),
        (
            "3D DOG PICTURE PLAYING CARDS",
            "3D Dog Picture Playing Cards",
        ),
        (
            "15CM CHRISTMAS GLASS BALL 20 LIGHTS",
            "15cm Christmas Glass Ball 20 Lights",
        ),
        (
            "POLYESTER FILLER PAD 45x45cm",
            "Polyester Filler Pad 45x45cm",
        ),
        ("CHARLOTTE BAG , SUKI DESIGN", "Charlotte Bag, Suki Design"),
        ("TEA,COFFEE,SUGAR JARS", "Tea, Coffee, Sugar Jars"),
        (
            "CHILDREN'S CIRCUS PARADE MUG",
            "Children's Circus Parade Mug",
        ),
        ("THE KING GIFT BAG", "The King Gift Bag"),
        ("I'M ON HOLIDAY METAL SIGN", "I'm on Holiday Metal Sign"),
        ("FIRST AID TIN FOR THE UK", "First Aid Tin for the UK"),
        ("LED TEA LIGHTS 50'S 60CM", "LED Tea Lights 50's 60cm"),
        (
            "HANGING HEART PHOTO FRAME A4",
            "Hanging Heart Photo Frame A4",
        ),
        ("M.O.P BRACELET 16X16CM 25W", "M.O.P Bracelet 16x16cm 25W"),
        (
            "Dr. Jam's Arouzer Stress Ball",
            "Dr. Jam's Arouzer Stress Ball",
        ),
        (
            "3 TRADITIONAl BISCUIT CUTTERS  SET",
            "3 Traditional Biscuit Cutters Set",
        ),
        (
            "POLYESTER FILLER PAD 65CMx65CM",
            "Polyester Filler Pad 65cmx65cm",
        ),
        (
            "NURSERY A,B,C PAINTED LETTERS",
            "Nursery A, B, C Painted Letters",
        ),
        (
            "RETRO PILL BOX KEY CHAIN,THE KING",
            "Retro Pill Box Key Chain, The King",
        ),
        ("LUNCH BAG BLACK SKULL.", "Lunch Bag Black Skull"),
        ("DOOR MAT KISS MY.......", "Door Mat Kiss My......."),
        ("GOLD M.O.P.", "Gold M.O.P."),
        ("ÉCLAIR TIN", "Éclair Tin"),
        ("\"KEEP CLEAN\" BLOCK SOAP", "\"Keep Clean\" Block Soap"),
    ];
    let rooms = Rooms::open().await;
    let lines: Vec<String> = cases
        .iter()
        .zip(20_000..)
        .map(|((description, _), code)| {
            let quoted = description.replace('"', "\"\"");
            format!("1,{code},\"{quoted}\",1,2010-01-01 10:00:00,1.00,1,UK")
        })
        .collect();
    let _ = rooms
        .import_lines(&lines.iter().map(String::as_str).collect::<Vec<_>>())
        .await;
    for ((_, title), code) in cases.iter().zip(20_000..) {
        assert_eq!(
            rooms.title(&code.to_string()).await.as_deref(),
            Some(*title)
        );
    }
}

#[tokio::test]
async fn the_most_frequent_description_wins_and_of_equals_the_latest() {
    let rooms = Rooms::open().await;
    let _ = rooms
        .import_lines(&[
            "1,20001,RED MUG,1,2010-01-01 10:00:00,1.00,1,UK",
            "2,20001,Red Mug,1,2010-01-02 10:00:00,1.00,1,UK",
            "3,20001,MUG DAMAGED,1,2010-01-09 10:00:00,1.00,1,UK",
            "4,20002,NEW NAME,1,2010-01-05 10:00:00,1.00,1,UK",
            "5,20002,OLD NAME,1,2010-01-03 10:00:00,1.00,1,UK",
            "6,20003,,1,2010-01-03 10:00:00,1.00,1,UK",
            "7,20003,,1,2010-01-03 10:00:00,1.00,1,UK",
            "8,20003,SEEN ONCE,1,2010-01-03 10:00:00,1.00,1,UK",
        ])
        .await;
    assert_eq!(
        rooms.title("20001").await.as_deref(),
        Some("Red Mug"),
        "capitals make no other title"
    );
    assert_eq!(rooms.title("20002").await.as_deref(), Some("New Name"));
    assert_eq!(rooms.title("20003").await.as_deref(), Some("Seen Once"));
}
