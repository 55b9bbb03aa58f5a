"""Networks over many tables on tensors made by hand: attention, what can be missing, and what a layer computes."""

from __future__ import annotations

import pytest
import torch

from models.relational.hetero_gat import HeteroGAT
from models.relational.hgt import HGT, HGTLayer
from models.relational.lead_scoring_gnn import LeadScoringGNN
from models.relational.relational_network import EDGE_ATTRIBUTES, RelationalNetwork, RelationAttention
from models.relational.schema import EXAMPLE, EdgeType, RelationalSchema

EMPLOYS: EdgeType = ("company", "employs", "contact")
WORKS: EdgeType = ("contact", "works_at", "company")
DID: EdgeType = ("activity", "had_activity", "contact")
OF: EdgeType = ("contact", "did", "activity")
NETWORKS = [LeadScoringGNN, HeteroGAT, HGT]


def schema(example_columns: int = 0) -> RelationalSchema:
    return RelationalSchema(
        seed_type="contact",
        columns={"contact": 3, "company": 2, "activity.log": 0, "activity": 1},
        extras={"contact": 1, "company": 1, "activity.log": 2, "activity": 1},
        edge_types=(EMPLOYS, WORKS, DID, OF),
        example_columns=example_columns,
    )


def network(
    kind: type[RelationalNetwork], *, residual: bool = True, example_columns: int = 0
) -> RelationalNetwork:
    torch.manual_seed(0)
    return kind(schema(example_columns), hidden_channels=8, heads=2, residual=residual).double().eval()


def tensors() -> tuple[dict[str, torch.Tensor], dict[EdgeType, torch.Tensor]]:
    """Two seeds (contacts 0 and 1) of company 0, a colleague (contact 2), three activities of contact 0."""
    random = torch.Generator().manual_seed(1)
    x = {
        name: torch.randn(n, schema().channels(name), generator=random, dtype=torch.float64)
        for name, n in (("contact", 3), ("company", 1), ("activity.log", 0), ("activity", 3))
    }
    edges = {
        EMPLOYS: torch.tensor([[0, 0], [0, 1]]),
        WORKS: torch.tensor([[0, 1, 2], [0, 0, 0]]),
        DID: torch.tensor([[0, 1, 2], [0, 0, 0]]),
    }
    return x, edges


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("residual", [True, False])
def test_logits_of_the_seeds(kind: type[RelationalNetwork], residual: bool) -> None:
    x, edges = tensors()
    logits = network(kind, residual=residual)(x, edges, n_seeds=2)
    assert logits.shape == (2,) and torch.isfinite(logits).all()
    assert network(kind, residual=residual)(x, edges).shape == (3,)


@pytest.mark.parametrize("kind", NETWORKS)
def test_missing_types_and_relations_count_as_empty(kind: type[RelationalNetwork]) -> None:
    x, _ = tensors()
    module = network(kind)
    empty = torch.zeros(2, 0, dtype=torch.int64)
    alone = module({"contact": x["contact"]}, {})
    said = module(
        {
            "contact": x["contact"],
            "company": x["company"][:0],
            "activity": x["activity"][:0],
            "activity.log": x["activity.log"],
        },
        {EMPLOYS: empty, WORKS: empty, DID: empty, OF: empty},
    )
    assert torch.equal(alone, said)


@pytest.mark.parametrize("kind", NETWORKS)
def test_leaving_out_what_no_seed_hears_changes_nothing(kind: type[RelationalNetwork]) -> None:
    x, edges = tensors()
    module = network(kind)
    sizes = (
        {"contact": 2, "company": 1, "activity": 3, "activity.log": 0},
        {"contact": 2, "company": 0, "activity": 0, "activity.log": 0},
    )
    whole, trimmed = module(x, edges, n_seeds=2), module(x, edges, n_seeds=2, layer_sizes=sizes)
    assert torch.allclose(whole, trimmed, atol=1e-12)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_seed_hears_its_colleague_over_two_links(kind: type[RelationalNetwork]) -> None:
    x, edges = tensors()
    module = network(kind)
    before = module(x, edges, n_seeds=2)
    x["contact"] = x["contact"].clone()
    x["contact"][2] += 1.0
    assert (module(x, edges, n_seeds=2) != before).all()


def test_one_layer_of_the_published_network_by_hand() -> None:
    torch.manual_seed(0)
    module = LeadScoringGNN(schema(), hidden_channels=4, num_layers=1, residual=False).double().eval()
    x, edges = tensors()
    h = {
        name: torch.relu(encode.linear(x[name]))
        for name, encode in zip(module.schema.node_types, module.inputs, strict=True)
    }
    conv = module.convs[0].convs
    heard = conv[EMPLOYS].lin_l(h["company"][0]) + conv[EMPLOYS].lin_r(h["contact"][0])
    heard = heard + conv[DID].lin_l(h["activity"].sum(dim=0)) + conv[DID].lin_r(h["contact"][0])
    by_hand = module.head(torch.relu(heard))
    assert torch.allclose(module(x, edges, n_seeds=1), by_hand)


def test_attention_sums_to_one_for_each_row_and_relation() -> None:
    x, edges = tensors()
    attention: list[RelationAttention] = []
    module = network(HeteroGAT)
    with_attention = module(x, edges, n_seeds=2, attention=attention)
    assert torch.allclose(with_attention, module(x, edges, n_seeds=2))
    assert {(share.layer, share.edge_type) for share in attention} >= {
        (0, WORKS),
        (0, DID),
        (1, EMPLOYS),
        (1, DID),
    }
    for share in attention:
        heard = share.edge_index[1].unique()
        sums = torch.zeros(3, 2, dtype=torch.float64).index_add(0, share.edge_index[1], share.alpha)
        assert torch.allclose(sums[heard], torch.ones(len(heard), 2, dtype=torch.float64))


def test_attention_looks_at_the_age_of_a_link() -> None:
    x, edges = tensors()
    module = network(HeteroGAT)
    ages = {DID: torch.rand(3, EDGE_ATTRIBUTES, dtype=torch.float64)}
    assert not torch.allclose(module(x, edges, n_seeds=1), module(x, edges, ages, n_seeds=1))


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_examples_own_columns(kind: type[RelationalNetwork]) -> None:
    x, edges = tensors()
    del edges[WORKS]  # so that one seed does not hear the other
    module = network(kind, example_columns=2)
    first = module({**x, EXAMPLE: torch.zeros(2, 2, dtype=torch.float64)}, edges, n_seeds=2)
    second = module({**x, EXAMPLE: torch.tensor([[0.0, 0.0], [3.0, 0.0]]).double()}, edges, n_seeds=2)
    assert first[0] == second[0] and first[1] != second[1]


def test_gradients_reach_the_rows_around() -> None:
    """What captum and the PyG explainer need."""
    x, edges = tensors()
    for values in x.values():
        values.requires_grad_()
    network(LeadScoringGNN)(x, edges, n_seeds=1).sum().backward()
    assert float(x["activity"].grad.abs().sum()) > 0 and float(x["company"].grad.abs().sum()) > 0


def test_schema_refuses_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match="no node type 'deal'"):
        RelationalSchema("deal", {"contact": 1}, {"contact": 0}, ())
    with pytest.raises(ValueError, match="unknown node types: company"):
        RelationalSchema("contact", {"contact": 1}, {"contact": 0}, (EMPLOYS,))


def test_layers_keep_only_what_can_reach_a_seed() -> None:
    assert schema().layers(2) == [(EMPLOYS, WORKS, DID, OF), (EMPLOYS, DID)]


def test_heads_that_do_not_share_the_channels() -> None:
    with pytest.raises(ValueError, match="cannot be shared"):
        HGT(schema(), hidden_channels=7, heads=2)


def test_the_transformer_layer_is_that_of_torch_geometric() -> None:
    from torch_geometric.nn import HGTConv

    torch.manual_seed(0)
    types, kinds, heads, depth = ("contact", "company", "activity"), (EMPLOYS, WORKS, DID), 2, 4
    ours = HGTLayer(types, kinds, heads * depth, heads).double()
    theirs = HGTConv(heads * depth, heads * depth, (list(types), list(kinds)), heads=heads).double()
    with torch.no_grad():
        ours.prior.uniform_(0.5, 1.5)
        ours.skip.uniform_(-1, 1)
        for number, name in enumerate(types):
            theirs.kqv_lin.lins[name].weight.copy_(ours.kqv[number].weight)
            theirs.kqv_lin.lins[name].bias.copy_(ours.kqv[number].bias)
            theirs.out_lin.lins[name].weight.copy_(ours.out[number].weight)
            theirs.out_lin.lins[name].bias.copy_(ours.out[number].bias)
            theirs.skip[name].copy_(ours.skip[number])
        for number, kind in enumerate(kinds):
            theirs.p_rel["__".join(kind)].copy_(ours.prior[number][None])
            for head in range(heads):  # kept by head, then relation
                theirs.k_rel.weight[head * len(kinds) + number].copy_(ours.key[number, head])
                theirs.v_rel.weight[head * len(kinds) + number].copy_(ours.value[number, head])
    random = torch.Generator().manual_seed(1)
    h = {name: torch.randn(3, heads * depth, generator=random, dtype=torch.float64) for name in types}
    edges = tensors()[1]
    found, expected = ours(h, edges, dict.fromkeys(types, 3)), theirs(h, edges)
    for name in ("contact", "company"):
        assert torch.allclose(found[name], expected[name])
