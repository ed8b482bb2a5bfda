using Mesh.Core.Images.Placing;
using Mesh.Core.Model;

namespace Mesh.Core.Images.Matrix;

/// <summary>What all uses of one image want together.</summary>
/// <param name="Subjects">Who needs it, each once, in the order they were found.</param>
/// <param name="Nodes">The platforms it is needed for, with the names of the nodes.</param>
/// <param name="IsOpen">True when a use fits no node and says no platform: the image has to be there, for whichever.</param>
internal sealed record Want(IReadOnlyList<string> Subjects, IReadOnlyDictionary<Platform, IReadOnlyList<string>> Nodes, bool IsOpen)
{
    public static Want Of(NodePool pool, IEnumerable<ImageNeed> needs)
    {
        var landings = new Dictionary<string, Landing>();
        var subjects = new OrderedDictionary<string, bool>();
        foreach (var need in needs)
        {
            subjects.TryAdd(need.Subject, true);
            landings.TryAdd(need.Placement.Key, pool.LandingOf(need.Placement));
        }

        var homeless = landings.Values.Where(landing => landing.Nodes.Count == 0).ToList();
        // One placement is the common case, and its nodes by platform are known already.
        var nodes = landings.Count == 1 ? landings.Values.First().ByPlatform : pool.ByPlatform(landings.Values.SelectMany(landing => landing.Nodes));
        if (homeless.Exists(landing => landing.Said.Count > 0))
        {
            var more = new Dictionary<Platform, IReadOnlyList<string>>(nodes);
            foreach (var platform in homeless.SelectMany(landing => landing.Said))
            {
                more.TryAdd(platform, []);
            }

            nodes = more;
        }

        return new Want([.. subjects.Keys], nodes, homeless.Exists(landing => landing.Said.Count == 0));
    }
}
