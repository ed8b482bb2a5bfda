namespace Mesh.Core.Configuration.Loading;

/// <summary>Puts values of arguments and variables over what the file says.</summary>
/// <param name="problems">Takes what is wrong.</param>
internal sealed class Overlay(Problems problems)
{
    /// <summary>The tree with one value replaced or added.</summary>
    /// <param name="root">The tree; null for an empty one.</param>
    /// <param name="assignment">The value and the way to it.</param>
    public Node? Put(Node? root, Assignment assignment)
    {
        // What holds several values is read at once, so that a later argument can change a part of it. Any other text there is left for the binder to report.
        var composed = assignment.Shape?.Kind is ShapeKind.List or ShapeKind.Record or ShapeKind.FreeMap && assignment.Value.Text.TrimStart() is ['[' or '{', ..];
        var value = composed ? new NodeReader(_ => assignment.Value.Place, problems).Read(assignment.Value.Text) : assignment.Value;
        return value is null ? root : Put(root, assignment, 0, value);
    }

    private Node? Put(Node? node, Assignment assignment, int done, Node value)
    {
        if (done == assignment.Steps.Count)
        {
            return value;
        }

        // What has the wrong kind stays as it is, for the binder to report.
        var (key, index) = assignment.Steps[done];
        var empty = node is null || node.IsNull;
        if (key is not null && (empty || node is MapNode))
        {
            var map = node as MapNode ?? new MapNode(value.Place, []);
            var child = Put(map[key], assignment, done + 1, value);
            return child is null ? node : map.With(new Entry(key, value.Place, child));
        }

        if (key is null && (empty || node is ListNode))
        {
            var list = node as ListNode ?? new ListNode(value.Place, []);
            if (index > list.Items.Count)
            {
                var way = (assignment with { Steps = [.. assignment.Steps.Take(done)] }).Path;
                problems.Add(value.Place, $"{way} has {list.Items.Count} items, so the next one is {way}[{list.Items.Count}], not {way}[{index}]");
                return node;
            }

            var child = Put(list.Items.ElementAtOrDefault(index), assignment, done + 1, value);
            return child is null ? node : list.With(index, child);
        }

        return node;
    }
}
