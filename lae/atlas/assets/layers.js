"use strict";
/* A view is of one kind of layer. Each kind says what its symbols mean; everything else asks it through this file. */

(() => {
  const { data } = LAE;

  /* The view now on the page. `at` is the id of the selected substation, or "". */
  LAE.state = { view: data.views[0], scenario: 0, year: LAE.first, at: "" };

  /* By kind: heading, name(view), states(view), stateIn(substation, year, scenario, view), words(state, year, view),
     label(state), short(state), note(view), badges(view), scenarios(view), usesYear, when(view), why(substation),
     sentence(substation, state), part(substation), columns(view), csv(view), caption(view). */
  LAE.layers = {};
  /* As difference, the layer of the difference stands before the view's own. */
  LAE.layerOf = (view = LAE.state.view) => (LAE.comparing("difference") ? LAE.difference : LAE.layers[view.kind]);

  LAE.states = (view = LAE.state.view) => LAE.layerOf(view).states(view);
  LAE.stateIn = (substation, year = LAE.state.year, scenario = LAE.state.scenario, view = LAE.state.view) =>
    LAE.layerOf(view).stateIn(substation, year, scenario, view);
  LAE.stateWords = (state, year = LAE.state.year, view = LAE.state.view) => LAE.layerOf(view).words(state, year, view);
  LAE.stateWordsOf = (substation) => {
    const layer = LAE.layerOf();
    const state = LAE.stateIn(substation);
    return layer.wordsOf ? layer.wordsOf(substation, state) : layer.words(state, LAE.state.year, LAE.state.view);
  };
  LAE.scenariosOf = (view) => LAE.layerOf(view).scenarios(view);
  LAE.viewName = (view) => LAE.layerOf(view).name(view);

  LAE.counts = (year, scenario, view = LAE.state.view) => {
    const counts = Object.fromEntries(LAE.states(view).map((state) => [state, 0]));
    for (const substation of LAE.substations) counts[LAE.stateIn(substation, year, scenario, view)] += 1;
    return counts;
  };

  /* Legend words of a layer whose states stand in data.words.layer_states. */
  LAE.stateLabel = (kind, state) => data.words.layer_states[kind][state][0];

  /* A state used by no substation over all years would only crowd the legend; unknown always stays. */
  LAE.statesUsed = (kind, uses) => Object.keys(data.words.layer_states[kind]).filter((state) => state === "unknown" || uses(state));
})();
