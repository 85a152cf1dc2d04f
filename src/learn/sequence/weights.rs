//! The weights of a model: the items' vectors, and tensors by name.

use std::collections::BTreeMap;

use candle_core::{Device, Result, Tensor, Var};

use crate::learn::draws::Draws;

/// The weights of a model. The items' vectors lie apart, in plain memory: a step of learning moves a few of them, and would
/// otherwise write the whole table over and over.
#[derive(Clone, Debug)]
pub struct Weights {
    /// The items' vectors, one after the other.
    pub items: Vec<f32>,
    size: usize,
    named: BTreeMap<String, Var>,
    device: Device,
}

/// The vectors of some items as one tensor, for a step of learning.
pub struct Lent {
    /// Which items, by their numbers.
    pub items: Vec<u32>,
    /// `[items, dimensions]`.
    pub vectors: Var,
}

impl Lent {
    /// The places in `vectors` of items that are all lent.
    pub fn places(&self, items: &[u32]) -> Vec<u32> {
        let place = |item: &u32| self.items.binary_search(item).unwrap_or_default();
        items
            .iter()
            .map(|item| u32::try_from(place(item)).unwrap_or(u32::MAX))
            .collect()
    }
}

impl Weights {
    /// What the table of the items' vectors is called where weights are stored.
    pub const ITEMS: &'static str = "items";

    /// Random vectors for so many items.
    pub fn new(
        items: usize,
        size: usize,
        deviation: f32,
        device: &Device,
        draws: &mut Draws,
    ) -> Self {
        Self {
            items: (0..items * size)
                .map(|_| deviation * draws.normal())
                .collect(),
            size,
            named: BTreeMap::new(),
            device: device.clone(),
        }
    }

    /// Of a network that has no items.
    pub fn without_items(device: &Device) -> Self {
        Self {
            items: Vec::new(),
            size: 1,
            named: BTreeMap::new(),
            device: device.clone(),
        }
    }

    /// Numbers in an item's vector.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Adds normal weights around 0.
    pub fn normal(
        &mut self,
        name: &str,
        shape: &[usize],
        deviation: f32,
        draws: &mut Draws,
    ) -> Result<()> {
        let count = shape.iter().product();
        let values: Vec<f32> = (0..count).map(|_| deviation * draws.normal()).collect();
        self.put(name, &Tensor::from_vec(values, shape, &self.device)?)
    }

    /// Adds weights that are all `value`.
    pub fn constant(&mut self, name: &str, shape: &[usize], value: f32) -> Result<()> {
        let count = shape.iter().product();
        self.put(
            name,
            &Tensor::from_vec(vec![value; count], shape, &self.device)?,
        )
    }

    fn put(&mut self, name: &str, tensor: &Tensor) -> Result<()> {
        self.named
            .insert(name.to_owned(), Var::from_tensor(tensor)?);
        Ok(())
    }

    /// The weights of that name.
    pub fn get(&self, name: &str) -> Result<&Tensor> {
        let found = self.named.get(name).map(Var::as_tensor);
        found.ok_or_else(|| missing(name))
    }

    /// All but the items' vectors.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Var)> {
        self.named.iter().map(|(name, var)| (name.as_str(), var))
    }

    /// The vectors of some items, to be learnt with.
    pub fn lend(&self, mut items: Vec<u32>) -> Result<Lent> {
        items.sort_unstable();
        items.dedup();
        let vectors = self.gather(&items)?;
        Ok(Lent {
            items,
            vectors: Var::from_tensor(&vectors)?,
        })
    }

    /// The vectors of these items, `[items, dimensions]`.
    pub fn gather(&self, items: &[u32]) -> Result<Tensor> {
        let vector = |&item: &u32| {
            self.items[item as usize * self.size..][..self.size]
                .iter()
                .copied()
        };
        let values: Vec<f32> = items.iter().flat_map(vector).collect();
        Tensor::from_vec(values, (items.len(), self.size), &self.device)
    }

    /// All items' vectors, `[items, dimensions]`.
    pub fn table(&self) -> Result<Tensor> {
        let items = self.items.len() / self.size;
        Tensor::from_slice(&self.items, (items, self.size), &self.device)
    }

    /// Copies of all weights as they are.
    pub fn copied(&self) -> Result<BTreeMap<String, Tensor>> {
        let copies = self
            .named
            .iter()
            .map(|(name, var)| Ok((name.clone(), var.as_tensor().copy()?)));
        let mut copies: BTreeMap<String, Tensor> = copies.collect::<Result<_>>()?;
        copies.insert(Self::ITEMS.to_owned(), self.table()?);
        Ok(copies)
    }

    /// Sets them to `values`, which must have all their names and shapes.
    pub fn set(&mut self, values: &BTreeMap<String, Tensor>) -> Result<()> {
        let find = |name: &str| values.get(name).ok_or_else(|| missing(name));
        for (name, var) in &self.named {
            var.set(find(name)?)?;
        }
        let items = find(Self::ITEMS)?.flatten_all()?.to_vec1::<f32>()?;
        if items.len() != self.items.len() {
            return Err(candle_core::Error::Msg(
                "the items' vectors have another shape".to_owned(),
            ));
        }
        self.items = items;
        Ok(())
    }

    pub fn device(&self) -> &Device {
        &self.device
    }
}

fn missing(name: &str) -> candle_core::Error {
    candle_core::Error::Msg(format!("there are no weights {name}"))
}
