//! Puts shops and their people into the books.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::catalog::Catalog;
use crate::db::Changes;
use crate::events::Events;
use crate::ids::MemberKey;
use crate::members::Members;
use crate::orders::{OrderState, Orders};

use super::read::DemoError;
use super::shop::DemoShop;
use super::simulate::{Life, Simulation};
use super::starter::Starter;

/// Lives that are written in one transaction each of members, orders and events.
const BATCH: usize = 500;

/// The rooms that a shop is put into.
#[derive(Clone, Copy)]
pub struct Books<'a> {
    /// The goods.
    pub catalog: &'a Catalog,
    /// The members.
    pub members: &'a Members,
    /// The orders.
    pub orders: &'a Orders,
    /// What the members did.
    pub events: &'a Events,
}

/// What loading a shop changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// In the catalogue.
    pub products: Changes,
    /// Among its policies.
    pub policies: Changes,
    /// Among its reviews.
    pub reviews: Changes,
    /// Among the members.
    pub members: Changes,
    /// Among the orders.
    pub orders: Changes,
    /// Among the events.
    pub events: Changes,
    /// A member with an order on its way, to try the assistant as.
    pub example: Option<MemberKey>,
}

/// Puts the starter `shop` into the books, goods and members before the orders that name them.
///
/// # Errors
/// Where the books cannot be written; what was written before stays, and loading again completes it.
pub async fn load(
    shop: &Starter,
    catalog: &Catalog,
    members: &Members,
    orders: &Orders,
) -> Result<Loaded, DemoError> {
    Ok(Loaded {
        products: catalog.put(&shop.products).await?,
        members: members.put(&shop.members).await?,
        orders: orders.put(&shop.orders).await?,
        ..Loaded::default()
    })
}

/// Puts the demo `shop` and the first `people` members of `simulation` into the books. `done` is told how
/// many members are there. `truth` is a file that takes what no shop can know, a line of JSON for each.
///
/// # Errors
/// Where the books or `truth` cannot be written; what was written before stays, and loading again
/// completes it.
pub async fn load_demo(
    shop: &DemoShop,
    simulation: &Simulation,
    people: usize,
    books: Books<'_>,
    truth: Option<&Path>,
    done: impl Fn(usize),
) -> Result<Loaded, DemoError> {
    let mut truth = truth.map(TruthFile::create).transpose()?;
    let mut loaded = Loaded {
        products: books.catalog.put(&shop.products).await?,
        policies: books.catalog.put_policies(&shop.policies).await?,
        reviews: books.catalog.put_reviews(&shop.reviews).await?,
        ..Loaded::default()
    };
    for first in (0..people).step_by(BATCH) {
        let numbers = first..people.min(first + BATCH);
        let lives: Vec<Life> = numbers.map(|number| simulation.life(number)).collect();
        put(&lives, books, &mut loaded).await?;
        if let Some(truth) = &mut truth {
            truth.write(&lives)?;
        }
        done(first + lives.len());
    }
    if let Some(truth) = truth {
        truth.finish()?;
    }
    Ok(loaded)
}

/// Puts `lives` into the books.
async fn put(lives: &[Life], books: Books<'_>, loaded: &mut Loaded) -> Result<(), DemoError> {
    let members: Vec<_> = lives.iter().map(|life| life.member.clone()).collect();
    // Who has tried the service keeps what came of it.
    let all = lives.iter().flat_map(|life| &life.orders);
    let served = books.orders.served(all.map(|order| &order.number)).await?;
    let is_served = |life: &&Life| {
        life.orders
            .iter()
            .any(|order| served.contains(&order.number))
    };
    let untouched: Vec<&Life> = lives.iter().filter(|life| !is_served(life)).collect();
    let orders: Vec<_> = untouched
        .iter()
        .flat_map(|life| life.orders.clone())
        .collect();
    let events: Vec<_> = lives.iter().flat_map(|life| life.events.clone()).collect();
    loaded.members += books.members.put(&members).await?;
    loaded.orders += books.orders.put(&orders).await?;
    loaded.events += books.events.put(&events).await?;
    put_service(&untouched, books).await?;
    let on_its_way = |life: &&Life| {
        life.orders
            .iter()
            .any(|order| order.state == OrderState::Shipped)
    };
    let waiting = lives
        .iter()
        .find(on_its_way)
        .map(|life| life.member.key.clone());
    loaded.example = loaded.example.take().or(waiting);
    Ok(())
}

/// Puts what belongs to the recent orders of `lives`.
async fn put_service(lives: &[&Life], books: Books<'_>) -> Result<(), DemoError> {
    let services = || lives.iter().map(|life| &life.service);
    let addresses: Vec<_> = services().filter_map(|one| one.address.clone()).collect();
    let methods: Vec<_> = services().flat_map(|one| one.methods.clone()).collect();
    let details: Vec<_> = services().flat_map(|one| one.details.clone()).collect();
    books.members.put_default_addresses(&addresses).await?;
    books.orders.put_payment_methods(&methods).await?;
    books.orders.put_details(&details).await?;
    Ok(())
}

/// A file of truths, complete under its name or not there at all.
struct TruthFile<'a> {
    file: &'a Path,
    part: std::path::PathBuf,
    writer: BufWriter<File>,
}

impl<'a> TruthFile<'a> {
    fn create(file: &'a Path) -> Result<Self, DemoError> {
        let mut name = file.as_os_str().to_owned();
        name.push(".part");
        let part = std::path::PathBuf::from(name);
        let created = File::create(&part).map_err(|reason| failed(file, reason))?;
        Ok(Self {
            file,
            part,
            writer: BufWriter::new(created),
        })
    }

    fn write(&mut self, lives: &[Life]) -> Result<(), DemoError> {
        for life in lives {
            serde_json::to_writer(&mut self.writer, &life.truth)
                .map_err(|failure| failed(self.file, failure.into()))?;
            writeln!(self.writer).map_err(|reason| failed(self.file, reason))?;
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), DemoError> {
        let written = self.writer.flush();
        let named = written.and_then(|()| std::fs::rename(&self.part, self.file));
        named.map_err(|reason| failed(self.file, reason))
    }
}

fn failed(file: &Path, reason: std::io::Error) -> DemoError {
    DemoError::Truth {
        file: file.to_owned(),
        reason,
    }
}
